#include "attention_store.h"

namespace vitrine {

namespace {

/** The smallest half that is not below 0.005. */
half minimum_weight() {
    half bits = to_half(0.005f);
    while (from_half(bits) < 0.005f) bits++;
    return bits;
}

}  // namespace

size_t TriangleStore::offset(int row) const {
    const size_t first = size_t(row) / rows_per_block * rows_per_block, within = row - first;
    return size_t(heads) * (within * (first + 1) + within * (within - 1) / 2);
}

void TriangleStore::reserve(int rows) {
    while (int(blocks.size()) * rows_per_block < rows) {
        const size_t first = blocks.size() * rows_per_block;
        const size_t size = size_t(heads) * (rows_per_block * (first + 1) + rows_per_block * (rows_per_block - 1) / 2);
        blocks.emplace_back(new half[size]);
        held += size * sizeof(half);
    }
}

void KeyStore::reserve(int rows) {
    if (rows < 1) return;
    keys.row(rows - 1);
    weights.row(rows - 1);
}

void KeyStore::set(int row, int head, const half * packed) {
    static const half minimum = minimum_weight();
    const size_t place = size_t(head) * keys_per_row;
    top_keys(packed, row + 1, minimum, keys_per_row, keys.row(row) + place, weights.row(row) + place);
}

}  // namespace vitrine
