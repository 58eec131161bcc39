// A computed node's values, to be changed in place.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "error.h"
#include "hooks.h"

namespace vitrine {

class NodeMemory {
public:
    /** Throws CodedError "engine-failed" when the node is not of this type, or its rows are not `width` values each. */
    NodeMemory(ggml_tensor * node, ggml_type type, int64_t width) : node(node) {
        if (node->type != type || node->ne[0] != width || node->nb[0] != ggml_type_size(type))
            throw CodedError("engine-failed", std::string("The node ") + node->name + " has a shape that this program does not know.");
        const uint8_t * bytes = host_bytes(node, staging);
        copied = !staging.empty() && bytes == staging.data();
        data = const_cast<uint8_t *>(bytes);
    }

    /** The row at index `row` of dimension 1 and `plane` of dimension 2. */
    template <typename T>
    T * row(int64_t row, int64_t plane = 0) const { return reinterpret_cast<T *>(data + row * node->nb[1] + plane * node->nb[2]); }

    /** To be called once something was changed. */
    void store() {
        if (copied) ggml_backend_tensor_set(node, data, 0, ggml_nbytes(node));
    }

private:
    ggml_tensor * node;
    std::vector<uint8_t> staging;
    uint8_t * data = nullptr;
    bool copied = false;
};

}  // namespace vitrine
