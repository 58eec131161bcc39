// Choosing the next token. Order, as in llama.cpp: top-k, then top-p, then min-p, all on probabilities at temperature 1, then
// the temperature over what is left.
#pragma once

#include <cstdint>
#include <vector>

namespace vitrine {

struct SamplingSpec {
    double temperature = 0;  // 0: the likeliest token, the lowest id on a tie
    int top_k = 0;           // 0: all
    double top_p = 1;
    double min_p = 0;
    uint32_t seed = 1;
};

class Sampler {
public:
    explicit Sampler(const SamplingSpec & spec);

    /** `log_sum_exp`: of all `count` logits at temperature 1. */
    int32_t next(const float * logits, int count, double log_sum_exp);

private:
    double uniform();
    std::vector<int32_t> candidates(const float * logits, int count, double log_sum_exp) const;

    const SamplingSpec spec;
    uint64_t state;
};

}  // namespace vitrine
