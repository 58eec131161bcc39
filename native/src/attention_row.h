// One row of attention weights: rounded to half precision and summed in the same pass.
#pragma once

#include "half.h"

namespace vitrine {

struct RowSums {
    double total;     // Σ p
    double entropy;   // −Σ p ln p, nats
    double position;  // Σ p·j, j the key
};

/** Reads `weights` (keys 0 … count-1), writes them as halves to `packed`. */
RowSums pack_row(const float * weights, int count, half * packed);

/** Keys and weights of the largest halves of a row, descending, ties to the lower key; −1 where fewer reach `minimum`. */
void top_keys(const half * row, int count, half minimum, int kept, int32_t * keys, half * weights);

}  // namespace vitrine
