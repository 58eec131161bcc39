#include "logits_row.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

// The loops below are written on vectors of fixed size. On x86 Linux the compiler makes two versions of them, and the dynamic
// linker takes the one that the CPU can run.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define VITRINE_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define VITRINE_CLONES
#endif
#define VITRINE_INLINE inline __attribute__((always_inline))

namespace vitrine {

namespace {

typedef double d4 __attribute__((vector_size(32)));
typedef int64_t i4 __attribute__((vector_size(32)));
typedef float f4 __attribute__((vector_size(16)));
typedef float f8 __attribute__((vector_size(32)));

constexpr int block = 64;
constexpr float lowest_power = 1e-13f;

/**
 * exp(x) for −700 ≤ x ≤ 0, to about 1e-15: x = n·ln 2 + r with |r| ≤ ln 2 / 2, the Taylor polynomial of degree 12 for exp(r), and
 * n added to the exponent bits. n comes from adding 1.5·2⁵², which leaves it in the low bits of the sum.
 */
VITRINE_INLINE d4 exp_of(d4 x) {
    const d4 magic = d4{} + 6755399441055744.0;
    const d4 shifted = x * 1.4426950408889634 + magic;
    const d4 n = shifted - magic;
    const d4 r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
    d4 y = d4{} + 1.0 / 479001600;
    y = y * r + 1.0 / 39916800;
    y = y * r + 1.0 / 3628800;
    y = y * r + 1.0 / 362880;
    y = y * r + 1.0 / 40320;
    y = y * r + 1.0 / 5040;
    y = y * r + 1.0 / 720;
    y = y * r + 1.0 / 120;
    y = y * r + 1.0 / 24;
    y = y * r + 1.0 / 6;
    y = y * r + 0.5;
    y = y * r + 1;
    y = y * r + 1;
    i4 bits, exponent;
    std::memcpy(&bits, &y, sizeof bits);
    std::memcpy(&exponent, &shifted, sizeof exponent);
    bits += exponent << 52;
    std::memcpy(&y, &bits, sizeof y);
    return y;
}

VITRINE_INLINE double sum_of(d4 v) {
    return (v[0] + v[1]) + (v[2] + v[3]);
}

VITRINE_INLINE float largest_of(const float * values, int count) {
    f8 lanes = f8{} - std::numeric_limits<float>::infinity();
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        f8 v;
        std::memcpy(&v, values + i, sizeof v);
        lanes = v > lanes ? v : lanes;
    }
    float largest = -std::numeric_limits<float>::infinity();
    for (int lane = 0; lane < 8; lane++) largest = std::max(largest, lanes[lane]);
    for (; i < count; i++) largest = std::max(largest, values[i]);
    return largest;
}

struct Sums {
    d4 mass, moment;  // Σ e^z and Σ z e^z, z = logit − max
};

/** One block of 64 logits, the missing ones of the last block at −∞. `powers`: Σ u^k in eight lanes for each k, added to. */
VITRINE_INLINE void add_block(const float * logits, float largest, Sums & sums, f8 * powers) {
    alignas(32) float u_float[block];
    for (int i = 0; i < block; i += 4) {
        f4 logit;
        std::memcpy(&logit, logits + i, sizeof logit);
        d4 z = __builtin_convertvector(logit, d4) - double(largest);
        const d4 floor = d4{} - 5600;
        z = z < floor ? floor : z;  // also takes −∞; NaN stays and shows in the sums
        const d4 u = exp_of(z * 0.125);
        const d4 u2 = u * u, u4 = u2 * u2, mass = u4 * u4;
        sums.mass += mass;
        sums.moment += z * mass;
        const f4 narrow = __builtin_convertvector(u, f4);
        std::memcpy(u_float + i, &narrow, sizeof narrow);
    }
    if (!powers) return;
    f8 u[block / 8], power[block / 8];
    std::memcpy(u, u_float, sizeof u);
    std::memcpy(power, u_float, sizeof power);
    for (int k = 0; k < beta_count; k++) {
        f8 sum = ((power[0] + power[1]) + (power[2] + power[3])) + ((power[4] + power[5]) + (power[6] + power[7]));
        powers[k] += sum;
        // The largest logit contributes 1 to every sum: a block below 1e-13 of it no longer matters, and stopping there also
        // keeps the powers out of the denormal range, where multiplying is slow.
        float left = 0;
        for (int lane = 0; lane < 8; lane++) left = std::max(left, sum[lane]);
        if (left < lowest_power) break;
        for (int i = 0; i < block / 8; i++) power[i] *= u[i];
    }
}

VITRINE_CLONES LogitFigures figures_of(const float * logits, int count, float * log_sum_exp_beta) {
    const float largest = largest_of(logits, count);
    Sums sums{d4{}, d4{}};
    f8 powers[beta_count] = {};
    double totals[beta_count] = {};
    constexpr int blocks_per_flush = 64;  // float lanes are emptied into doubles before rounding can add up
    int blocks = 0;
    for (int i = 0; i < count; i += block) {
        if (i + block <= count) {
            add_block(logits + i, largest, sums, log_sum_exp_beta ? powers : nullptr);
        } else {
            float rest[block];
            std::fill(rest, rest + block, -std::numeric_limits<float>::infinity());
            std::memcpy(rest, logits + i, size_t(count - i) * sizeof(float));
            add_block(rest, largest, sums, log_sum_exp_beta ? powers : nullptr);
        }
        if (!log_sum_exp_beta || (++blocks % blocks_per_flush && i + block < count)) continue;
        for (int k = 0; k < beta_count; k++) {
            for (int lane = 0; lane < 8; lane++) totals[k] += powers[k][lane];
            powers[k] = f8{};
        }
    }
    const double mass = sum_of(sums.mass), log_mass = std::log(mass);
    if (log_sum_exp_beta)
        for (int k = 0; k < beta_count; k++) log_sum_exp_beta[k] = float(double(largest) * beta_step * (k + 1) + std::log(totals[k]));
    return {double(largest) + log_mass, log_mass - sum_of(sums.moment) / mass};
}

VITRINE_CLONES int count_above(const float * logits, int count, float value) {
    int above = 0;
    for (int i = 0; i < count; i++) above += logits[i] > value;
    return above;
}

/** Floats as unsigned integers of the same order. Adding zero makes one of the two zeros, so that they tie. */
VITRINE_INLINE uint32_t ordered(float value) {
    value += 0.0f;
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

}  // namespace

LogitFigures logit_figures(const float * logits, int count, float * log_sum_exp_beta) {
    return figures_of(logits, count, log_sum_exp_beta);
}

void top_logits(const float * logits, int count, int kept, int32_t * ids, float * values) {
    // A histogram of the upper bits finds the value above which enough logits lie; only those are sorted.
    constexpr int shift = 20, buckets = 1 << (32 - shift);
    thread_local std::vector<int> histogram;
    thread_local std::vector<uint64_t> candidates;
    histogram.assign(buckets, 0);
    for (int i = 0; i < count; i++) histogram[ordered(logits[i]) >> shift]++;
    int cut = buckets;
    for (int seen = 0; seen < kept && cut > 0;) seen += histogram[--cut];
    candidates.clear();
    const uint32_t threshold = uint32_t(cut) << shift;
    for (int i = 0; i < count; i++) {
        const uint32_t key = ordered(logits[i]);
        // Value above, inverted id below: descending order then puts the lower id first among equals.
        if (key >= threshold) candidates.push_back(uint64_t(key) << 32 | uint32_t(~i));
    }
    const auto middle = candidates.begin() + kept;
    if (middle != candidates.end()) std::nth_element(candidates.begin(), middle, candidates.end(), std::greater<>());
    std::sort(candidates.begin(), middle, std::greater<>());
    for (int i = 0; i < kept; i++) {
        ids[i] = int32_t(~uint32_t(candidates[i]));
        values[i] = logits[ids[i]];
    }
}

int rank_of(const float * logits, int count, int32_t id) {
    return 1 + count_above(logits, count, logits[id]);
}

}  // namespace vitrine
