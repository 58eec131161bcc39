// The yardstick of the benchmark: the same evaluation by llama.cpp alone, no hook, nothing recorded.
#pragma once

#include "run.h"

namespace vitrine {

struct PlainOutcome {
    double prompt_ms = 0, generate_ms = 0;
};

/** Logits of every prompt position are computed, as a run needs them; generation takes the likeliest token. */
PlainOutcome plain(LoadedModel & model, const std::vector<int32_t> & prompt, int generate, ContextSpec spec);

}  // namespace vitrine
