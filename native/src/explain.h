// Explains predictions of a given text: the logit lens at some positions, and the parts of a logit at one. Evaluates the text once, and
// the explained position once more on the cached prefix, so that nothing large is kept.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "contributions.h"
#include "edits.h"
#include "lens.h"
#include "load.h"
#include "value_norms.h"

namespace vitrine {

struct ContributionSpec {
    int position = 0;
    int32_t target = 0, foil = -1;
};

struct ExplainSpec {
    std::vector<int32_t> tokens;
    std::vector<int32_t> positions;  // whose predictions are looked at, ascending
    std::vector<int32_t> asked;      // ids whose logits and ranks are wanted
    bool lens = true;                // of every layer too
    int top = 10;
    std::optional<ContributionSpec> contributions;
    bool value_norms = false;        // of every token of the text
    std::vector<Edit> edits;         // in force throughout
    int mean_tokens = 0;             // over which heads' means are taken; 0: the text
    ContextSpec context;
};

/** What the model itself says after each position n. */
struct PredictionFigures {
    std::vector<int32_t> first;         // n: the likeliest token
    std::vector<double> log_sum_exp;    // n
    std::vector<float> asked_logits;    // n × asked
    std::vector<int32_t> asked_ranks;   // n × asked
};

struct ExplainOutcome {
    PredictionFigures predictions;
    std::optional<LensFigures> lens;
    std::optional<ContributionFigures> contributions;
    std::optional<ValueNormFigures> value_norms;
};

/** Throws CodedError "stopped", "model-unsupported", "bad-request", "token-out-of-range" and those of an evaluation. */
ExplainOutcome explain(LoadedModel & model, const ExplainSpec & spec, const std::function<void(int, int)> & progress);

}  // namespace vitrine
