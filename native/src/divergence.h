// Jensen-Shannon divergence of next-token distributions, over the whole vocabulary.
#pragma once

#include <vector>

#include "score_tree.h"
#include "workers.h"

namespace vitrine {

/** A row of `vocabulary` logits and the logarithm of its sum of exponentials, float64. */
struct LogitRow {
    const float * logits;
    double log_sum_exp;
};

/** Nats, 0 … ln 2; in float64. 0 exactly for equal rows. */
double jensen_shannon(const LogitRow & a, const LogitRow & b, int vocabulary);

/** Pairs up the rows of divergences as they come. A row whose partner has not come yet is copied: V floats each. */
class DivergenceRows {
public:
    DivergenceRows(const std::vector<DivergenceSpec> & divergences, int vocabulary);

    void take(const Reading & reading, const LogitRow & row);
    /** Computes what is complete. To be called before the rows that were taken go away. */
    void settle(Workers & workers);

    /** results[d][k]: of the k-th distributions of divergence d; NaN until they have been taken. */
    std::vector<std::vector<double>> results;

private:
    struct Half {
        LogitRow row{nullptr, 0};
        std::vector<float> kept;
    };
    struct Pair {
        LogitRow a, b;
        double * result;
        Half * held;
    };

    const int vocabulary;
    std::vector<std::vector<Half>> waiting;
    std::vector<Half *> fresh;
    std::vector<Pair> complete;
};

}  // namespace vitrine
