#include "half.h"

#include <cstring>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define VITRINE_F16C 1
#include <immintrin.h>
#endif

namespace vitrine {

namespace {

uint32_t bits_of(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    return bits;
}

float float_of(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, 4);
    return value;
}

}  // namespace

half to_half(float value) {
    const uint32_t bits = bits_of(value);
    const uint32_t sign = (bits >> 16) & 0x8000;
    const uint32_t magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) return half(sign | 0x7e00);
    if (magnitude >= 0x477ff000) return half(sign | 0x7c00);  // rounds to 65536 or more
    if (magnitude < 0x38800000) {
        // Below 2^-14 the half is subnormal: adding 0.5 lets the float unit round at the half's last place.
        return half(sign | (bits_of(float_of(magnitude) + 0.5f) - 0x3f000000));
    }
    return half(sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >> 13) & 1)) >> 13));
}

float from_half(half value) {
    const uint32_t sign = uint32_t(value & 0x8000) << 16;
    const uint32_t magnitude = value & 0x7fff;
    if (magnitude >= 0x7c00) return float_of(sign | 0x7f800000 | ((magnitude & 0x3ff) << 13));
    // Scaling by 2^112 moves the exponent's bias and turns subnormal halves into normal floats.
    return float_of(sign | bits_of(float_of(magnitude << 13) * float_of(0x77800000)));
}

#ifdef VITRINE_F16C
__attribute__((target("avx2,f16c"))) static int from_half_eights(const half * source, float * target, int count) {
    int i = 0;
    for (; i + 8 <= count; i += 8)
        _mm256_storeu_ps(target + i, _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(source + i))));
    return i;
}
#endif

void from_half_row(const half * source, float * target, int count) {
    int i = 0;
#ifdef VITRINE_F16C
    static const bool fast = __builtin_cpu_supports("avx2");  // every such CPU has F16C
    if (fast) i = from_half_eights(source, target, count);
#endif
    for (; i < count; i++) target[i] = from_half(source[i]);
}

}  // namespace vitrine
