// Log-probabilities of many short texts, several at a time.
#pragma once

#include <functional>
#include <vector>

#include "load.h"

namespace vitrine {

struct ScoreSpec {
    std::vector<std::vector<int32_t>> sequences;
    /** For each sequence, the ids that are asked for after its last token; empty, or shorter than `sequences`: none. */
    std::vector<std::vector<int32_t>> wanted;
    /** `context_tokens`: cells of all parallel sequences together; `sequences` is decided by `score`. */
    ContextSpec context;
};

/**
 * Natural-log probability of every token given those before it, NaN for the first of each sequence, and behind them those of the
 * wanted ids after the last token. Sequences of about equal
 * length go together, each in its own KV stream and filled up to one length, so that a sequence's arithmetic does not depend on
 * its neighbours. Throws CodedError "stopped" when stopped.
 */
std::vector<std::vector<double>> score(LoadedModel & model, const ScoreSpec & spec, const std::function<void(int, int)> & progress);

}  // namespace vitrine
