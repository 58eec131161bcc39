// IEEE half precision, as traces keep attention.
#pragma once

#include <cstdint>

namespace vitrine {

using half = uint16_t;

/** Round to nearest, ties to even. NaN stays NaN. */
half to_half(float value);
float from_half(half value);

/** `count` values from `source` to `target`, as `from_half` would. */
void from_half_row(const half * source, float * target, int count);

}  // namespace vitrine
