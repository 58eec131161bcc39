#include "attention_maps.h"

#include <algorithm>
#include <cstring>

namespace vitrine {

namespace {

/** Largest of `count` halves that are not negative: those order like signed integers, for which every CPU has a vector maximum. */
half largest_of(const half * row, int count) {
    int16_t largest = 0;
    for (int j = 0; j < count; j++) largest = std::max(largest, int16_t(row[j]));
    return half(largest);
}

}  // namespace

void dense_map(const TriangleStore & store, int tokens, half * target) {
    for (int head = 0; head < store.heads; head++) {
        for (int i = 0; i < tokens; i++, target += tokens) {
            std::memcpy(target, store.at(i, head), size_t(i + 1) * sizeof(half));
            std::memset(target + i + 1, 0, size_t(tokens - i - 1) * sizeof(half));
        }
    }
}

void mean_map(const TriangleStore & store, int tokens, half * target) {
    std::vector<float> sum(tokens), row(tokens);
    for (int i = 0; i < tokens; i++, target += tokens) {
        std::fill(sum.begin(), sum.end(), 0.0f);
        for (int head = 0; head < store.heads; head++) {
            from_half_row(store.at(i, head), row.data(), i + 1);
            for (int j = 0; j <= i; j++) sum[j] += row[j];
        }
        for (int j = 0; j < tokens; j++) target[j] = to_half(sum[j] / float(store.heads));
    }
}

void pooled_maps(const TriangleStore & store, int tokens, half * target, half * first) {
    const int size = std::min(tokens, pooled_size);
    std::memset(target, 0, size_t(store.heads) * size * size * sizeof(half));
    std::memset(first, 0, size_t(store.heads) * size * sizeof(half));
    // Cell b holds keys start[b] … start[b + 1] - 1.
    std::vector<int> start(size + 1);
    for (int b = 0; b <= size; b++) start[b] = int((int64_t(b) * tokens + size - 1) / size);
    for (int i = 0; i < tokens; i++) {
        const int a = int(int64_t(i) * size / tokens);
        for (int head = 0; head < store.heads; head++) {
            const half * row = store.at(i, head);
            half & zero = first[size_t(head) * size + a];
            zero = std::max(zero, row[0]);
            half * cells = target + (size_t(head) * size + a) * size;
            for (int b = 0; b < size && start[b] <= i; b++) {
                const int from = std::max(start[b], 1), to = std::min(start[b + 1], i + 1);
                cells[b] = std::max(cells[b], largest_of(row + from, to - from));
            }
        }
    }
}

void pooled_maps(const KeyStore & store, int heads, int tokens, half * target, half * first) {
    const int size = std::min(tokens, pooled_size);
    std::memset(target, 0, size_t(heads) * size * size * sizeof(half));
    std::memset(first, 0, size_t(heads) * size * sizeof(half));
    for (int i = 0; i < tokens; i++) {
        const int a = int(int64_t(i) * size / tokens);
        for (int place = 0; place < heads * keys_per_row; place++) {
            const int head = place / keys_per_row, key = store.keys.row(i)[place];
            if (key < 0) continue;
            const half weight = store.weights.row(i)[place];
            half & cell = key == 0 ? first[size_t(head) * size + a]
                                   : target[(size_t(head) * size + a) * size + size_t(int64_t(key) * size / tokens)];
            cell = std::max(cell, weight);
        }
    }
}

}  // namespace vitrine
