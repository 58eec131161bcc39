#include "attention_row.h"

#include <cmath>
#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define VITRINE_AVX2 1
#include <immintrin.h>
#endif

namespace vitrine {

namespace {

RowSums pack_portable(const float * weights, int start, int count, half * packed) {
    RowSums sums{0, 0, 0};
    for (int j = start; j < count; j++) {
        const float p = weights[j];
        packed[j] = to_half(p);
        sums.total += p;
        if (p > 0) sums.entropy -= double(p) * std::log(double(p));
        sums.position += double(p) * j;
    }
    return sums;
}

#ifdef VITRINE_AVX2

// ln x for x in [2^-126, 1], relative error about 1e-7: exponent and mantissa apart, the mantissa by the polynomial of
// Moshier's Cephes library (logf). Eight at a time this costs what a copy costs, where the library's log would cost more
// than the model's own arithmetic.
__attribute__((target("avx2,fma"))) inline __m256 log_of(__m256 x) {
    const __m256i bits = _mm256_castps_si256(x);
    __m256 exponent = _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_srli_epi32(bits, 23), _mm256_set1_epi32(126)));
    __m256 m = _mm256_castsi256_ps(
        _mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi32(0x007fffff)), _mm256_set1_epi32(0x3f000000)));
    const __m256 small = _mm256_cmp_ps(m, _mm256_set1_ps(0.70710678f), _CMP_LT_OQ);
    exponent = _mm256_sub_ps(exponent, _mm256_and_ps(small, _mm256_set1_ps(1)));
    m = _mm256_sub_ps(_mm256_add_ps(m, _mm256_and_ps(small, m)), _mm256_set1_ps(1));
    const __m256 z = _mm256_mul_ps(m, m);
    static const float coefficients[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f,
                                         -1.6668057665e-1f, 2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
    __m256 y = _mm256_set1_ps(coefficients[0]);
    for (int i = 1; i < 9; i++) y = _mm256_fmadd_ps(y, m, _mm256_set1_ps(coefficients[i]));
    y = _mm256_mul_ps(_mm256_mul_ps(y, m), z);
    y = _mm256_fmadd_ps(exponent, _mm256_set1_ps(-2.12194440e-4f), y);
    y = _mm256_fmadd_ps(z, _mm256_set1_ps(-0.5f), y);
    return _mm256_fmadd_ps(exponent, _mm256_set1_ps(0.693359375f), _mm256_add_ps(m, y));
}

__attribute__((target("avx2,fma"))) inline double sum_of(__m256 v) {
    alignas(32) float lanes[8];
    _mm256_store_ps(lanes, v);
    double sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
}

__attribute__((target("avx2,fma,f16c"))) RowSums pack_avx2(const float * weights, int count, half * packed) {
    __m256 total = _mm256_setzero_ps(), entropy = _mm256_setzero_ps(), position = _mm256_setzero_ps();
    __m256 key = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256 eight = _mm256_set1_ps(8), tiniest = _mm256_set1_ps(1.17549435e-38f);
    int j = 0;
    for (; j + 8 <= count; j += 8) {
        const __m256 p = _mm256_loadu_ps(weights + j);
        _mm_storeu_si128(reinterpret_cast<__m128i *>(packed + j), _mm256_cvtps_ph(p, _MM_FROUND_TO_NEAREST_INT));
        total = _mm256_add_ps(total, p);
        entropy = _mm256_fmadd_ps(p, log_of(_mm256_max_ps(p, tiniest)), entropy);
        position = _mm256_fmadd_ps(p, key, position);
        key = _mm256_add_ps(key, eight);
    }
    RowSums sums = pack_portable(weights, j, count, packed);
    sums.total += sum_of(total);
    sums.entropy -= sum_of(entropy);
    sums.position += sum_of(position);
    return sums;
}

#endif

}  // namespace

RowSums pack_row(const float * weights, int count, half * packed) {
#ifdef VITRINE_AVX2
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");  // every such CPU has F16C
    if (fast) return pack_avx2(weights, count, packed);
#endif
    return pack_portable(weights, 0, count, packed);
}

void top_keys(const half * row, int count, half minimum, int kept, int32_t * keys, half * weights) {
    int found = 0;
    // Positive halves order like their bits, so the whole selection is integer work.
    half threshold = minimum;
    for (int j = 0; j < count; j++) {
        const half weight = row[j];
        if (weight < threshold || weight > 0x7c00) continue;
        int place = found < kept ? found++ : kept - 1;
        for (; place > 0 && weights[place - 1] < weight; place--) {
            weights[place] = weights[place - 1];
            keys[place] = keys[place - 1];
        }
        weights[place] = weight;
        keys[place] = j;
        // A later key must beat the weakest one, not tie with it: ties go to the lower key.
        if (found == kept) threshold = half(weights[kept - 1] + 1);
    }
    for (int place = found; place < kept; place++) {
        keys[place] = -1;
        weights[place] = 0;
    }
}

}  // namespace vitrine
