// Figures of every position's logits; the top ones and the sums over the vocabulary are kept when asked for.
#pragma once

#include <vector>

#include "logits_row.h"
#include "row_store.h"
#include "tensor_source.h"
#include "workers.h"

namespace vitrine {

class LogitsCapture {
public:
    LogitsCapture(int vocabulary, bool keep);

    /**
     * Rows `first` … of a decoded chunk; `logits[r]` is a row of V values. `next[r]` is the token that follows row r, or −1 when it
     * has not been chosen yet. Throws CodedError "engine-failed" when the model produced NaN.
     */
    void read(int first, const std::vector<const float *> & logits, const std::vector<int32_t> & next, Workers & workers);
    /** Token `id` was chosen to follow row `row`, whose logits are still at hand. */
    void settle(int row, int32_t id, const float * logits);

    double log_sum_exp(int row) const { return sums[row]; }
    float log_probability(int token) const { return logprob[token]; }
    int rank(int token) const { return ranks[token]; }
    float entropy(int row) const { return entropies[row]; }

    size_t bytes() const;
    std::vector<TensorSource> tensors(int tokens) const;

private:
    const int vocabulary, kept;
    const bool keep;
    std::vector<float> logprob, entropies;
    std::vector<int32_t> ranks;
    std::vector<double> sums;
    RowStore<int32_t> ids;
    RowStore<float> values, betas;
};

}  // namespace vitrine
