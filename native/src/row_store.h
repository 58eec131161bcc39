// Rows of equal size, kept in blocks that are added as the run grows: nothing is copied when it does, and what is held is
// what is used plus at most one block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

namespace vitrine {

template <typename T>
class RowStore {
public:
    explicit RowStore(size_t width) : width(width) {}

    /** Row `index`, allocated when it is the next one. Contents are undefined until written. */
    T * row(int index) {
        while (size_t(index) / rows_per_block >= blocks.size()) blocks.emplace_back(new T[width * rows_per_block]);
        return blocks[size_t(index) / rows_per_block].get() + size_t(index) % rows_per_block * width;
    }
    const T * row(int index) const { return blocks[size_t(index) / rows_per_block].get() + size_t(index) % rows_per_block * width; }

    size_t bytes() const { return blocks.size() * rows_per_block * width * sizeof(T); }

    /** Writes the first `count` rows, one after the other. Valid as long as this store. */
    std::function<void(uint8_t *)> writer(int count) const {
        return [this, count](uint8_t * target) {
            for (int i = 0; i < count; i++, target += width * sizeof(T)) std::memcpy(target, row(i), width * sizeof(T));
        };
    }

    const size_t width;

private:
    static constexpr size_t rows_per_block = 16;
    std::vector<std::unique_ptr<T[]>> blocks;
};

}  // namespace vitrine
