// A run: evaluate the prompt chunk by chunk, generate token by token, record on the way.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "capture_set.h"
#include "edits.h"
#include "sampler.h"

namespace vitrine {

struct RunSpec {
    std::vector<int32_t> prompt;
    int generate = 0;
    SamplingSpec sampling;
    ContextSpec context;
    CaptureSpec capture;
    std::vector<Edit> edits;
    int mean_tokens = 0;  // over which heads' means are taken; 0: the prompt
};

struct TokenFigures {
    int index;
    int32_t id;
    float logprob;
    int rank;
    float entropy;
};

struct RunEvents {
    std::function<void(int done, int total)> progress;
    std::function<void(std::vector<TokenFigures>)> tokens;
};

struct RunOutcome {
    std::shared_ptr<CaptureSet> captures;
    int prompt_tokens = 0;  // those that were evaluated
    const char * finish = "length";
    double prompt_ms = 0, generate_ms = 0;
    size_t held_bytes = 0;
};

RunOutcome run(const std::shared_ptr<LoadedModel> & model, const RunSpec & spec, const RunEvents & events);

/** Throws CodedError "prompt-empty", "token-out-of-range" or "prompt-too-long". */
void check_tokens(const LoadedModel & model, const std::vector<int32_t> & tokens, int context_tokens);

}  // namespace vitrine
