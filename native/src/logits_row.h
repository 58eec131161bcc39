// Figures of one row of logits, over the whole vocabulary.
#pragma once

#include <cstdint>

namespace vitrine {

constexpr int logits_kept = 256;
constexpr int beta_count = 40;      // inverse temperatures k/8, k = 1 … 40
constexpr double beta_step = 0.125;

struct LogitFigures {
    double log_sum_exp;  // float64
    double entropy;      // nats
};

/**
 * `logits`: `count` values. `log_sum_exp_beta`: 40 values out, log Σ exp(k/8 · logit), or null. One exponential a logit: with
 * u = exp((logit − max)/8), the terms are u, u², … u⁴⁰, and u⁸ serves temperature 1. Non-finite results mean that the model
 * produced numbers that are none.
 */
LogitFigures logit_figures(const float * logits, int count, float * log_sum_exp_beta);

/** The `kept` largest logits, descending, ties by lower id. `kept` ≤ `count`. */
void top_logits(const float * logits, int count, int kept, int32_t * ids, float * values);

/** 1 + number of logits above that of `id`. */
int rank_of(const float * logits, int count, int32_t id);

}  // namespace vitrine
