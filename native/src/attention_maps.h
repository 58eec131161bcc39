// Dense and pooled maps made at the end of a run from packed rows. H heads, T tokens, P = min(T, 64).
#pragma once

#include "attention_store.h"

namespace vitrine {

constexpr int pooled_size = 64;

/** (H, T, T): zero above the diagonal. */
void dense_map(const TriangleStore & store, int tokens, half * target);

/** (T, T): mean over heads. */
void mean_map(const TriangleStore & store, int tokens, half * target);

/** (H, P, P) and (H, P): largest weight in each cell, key 0 apart; see `attention.pooled`. */
void pooled_maps(const TriangleStore & store, int tokens, half * target, half * first);
/** The same from kept keys alone: cells where no key was kept are 0. */
void pooled_maps(const KeyStore & store, int heads, int tokens, half * target, half * first);

}  // namespace vitrine
