// Log-probabilities of many short texts in few decodes.
#pragma once

#include <functional>
#include <vector>

#include "load.h"
#include "score_tree.h"

namespace vitrine {

struct ScoreSpec {
    ScoreTexts texts;
    /** Whether beginnings that texts have in common are evaluated once. */
    bool share = true;
    /** Contexts that evaluate packs beside each other, each with the threads of `context`. Scores do not depend on it. */
    int lanes = 1;
    /** `context_tokens`: cells for all texts that are in memory at a time; `sequences` is decided by `score`. */
    ContextSpec context;
};

struct Scores {
    /** Of each sequence: natural-log probability of every token given those before it, and behind them those of the wanted ids after
     *  the last token. NaN for the first token and for what was not asked for. */
    std::vector<std::vector<double>> logprobs;
    /** Of each divergence, at each of its positions: nats. */
    std::vector<std::vector<double>> divergences;
};

/**
 * Walks the tree of the texts in packs, each as large as the cells of the context, in decodes of a micro-batch. Depends on the texts and the
 * spec alone. Throws CodedError "stopped" when stopped.
 */
Scores score(LoadedModel & model, const ScoreSpec & spec, const std::function<void(int, int)> & progress);

}  // namespace vitrine
