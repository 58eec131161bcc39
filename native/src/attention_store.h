// Attention of one layer, packed. Whole: halves, row by row, heads × (i + 1) for query i, so half of the square map.
// Top keys: the eight heaviest keys of each row.
#pragma once

#include <memory>
#include <vector>

#include "attention_row.h"
#include "row_store.h"

namespace vitrine {

constexpr int keys_per_row = 8;

class TriangleStore {
public:
    explicit TriangleStore(int heads) : heads(heads) {}

    /** Makes room for rows below `rows`. Not thread-safe; `at` afterwards is. */
    void reserve(int rows);
    /** Head `head` of query `row`: `row + 1` halves. */
    half * at(int row, int head) { return blocks[row / rows_per_block].get() + offset(row) + size_t(head) * (row + 1); }
    const half * at(int row, int head) const { return blocks[row / rows_per_block].get() + offset(row) + size_t(head) * (row + 1); }
    size_t bytes() const { return held; }

    const int heads;

private:
    static constexpr int rows_per_block = 16;
    size_t offset(int row) const;

    std::vector<std::unique_ptr<half[]>> blocks;
    size_t held = 0;
};

class KeyStore {
public:
    explicit KeyStore(int heads) : keys(size_t(heads) * keys_per_row), weights(size_t(heads) * keys_per_row) {}

    void reserve(int rows);
    /** Selects from `row + 1` halves. Different (row, head) may be set by different threads. */
    void set(int row, int head, const half * packed);
    size_t bytes() const { return keys.bytes() + weights.bytes(); }

    RowStore<int32_t> keys;
    RowStore<half> weights;
};

}  // namespace vitrine
