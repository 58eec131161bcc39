// One tensor of the trace, as a recipe: its bytes are made when they are asked for, so that only one dense tensor exists at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vitrine {

struct TensorSource {
    std::string name;
    const char * dtype;  // "F32", "F16", "I32", "U8"
    std::vector<int64_t> shape;
    /** Writes all bytes, row-major. `target` holds `bytes()` undefined bytes. */
    std::function<void(uint8_t *)> fill;

    size_t bytes() const {
        size_t size = dtype[0] == 'U' ? 1 : dtype[1] == '1' ? 2 : 4;
        for (const auto n : shape) size *= size_t(n);
        return size;
    }
};

}  // namespace vitrine
