// A sweep: one list of edits after the other on the same text. What comes before the first edited position is evaluated once; each
// list costs the rest of the text. The clean figures beside it come from the same pieces, so that an edit of nothing differs by 0.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "edits.h"

namespace vitrine {

struct SweepSpec {
    std::vector<int32_t> tokens;
    std::vector<int32_t> asked;               // ids whose log-probabilities after the last token are wanted
    std::vector<int32_t> source;              // the text that patches take their values from; may be empty
    std::vector<Edit> edits;                  // in force always, also in what is called clean here
    int mean_tokens = 0;                      // over which heads' means are taken; 0: the text
    std::vector<std::vector<Edit>> variants;
    ContextSpec context;
};

/** Of the prediction after the last token. */
struct SweepFigures {
    int32_t first = -1;            // the likeliest token
    std::vector<double> logprobs;  // of the asked ids, natural, float64 over the vocabulary
};

struct SweepOutcome {
    SweepFigures whole;                  // clean, evaluated as a run evaluates its prompt
    std::optional<SweepFigures> source;
    struct Variant {
        SweepFigures clean, edited;      // empty where the sweep was stopped before
    };
    std::vector<Variant> variants;
    std::optional<SweepFigures> again;   // the first variant's, evaluated as a run evaluates its prompt; none without variants, or when stopped
    bool stopped = false;
};

/**
 * Variants are evaluated from the last first position to the first. Errors as of a run with these edits; "stopped" before the clean
 * figures are known.
 */
SweepOutcome sweep(LoadedModel & model, const SweepSpec & spec, const std::function<void(int done, int total)> & progress);

}  // namespace vitrine
