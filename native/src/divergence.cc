#include "divergence.h"

#include <algorithm>
#include <cmath>

namespace vitrine {

double jensen_shannon(const LogitRow & a, const LogitRow & b, int vocabulary) {
    double total = 0;
    for (int i = 0; i < vocabulary; i++) {
        const double p = std::exp(double(a.logits[i]) - a.log_sum_exp), q = std::exp(double(b.logits[i]) - b.log_sum_exp);
        const double middle = (p + q) / 2;
        // A probability of 0 contributes nothing: x ln x goes to 0 with x.
        if (p > 0) total += p / 2 * std::log(p / middle);
        if (q > 0) total += q / 2 * std::log(q / middle);
    }
    return std::min(M_LN2, std::max(0.0, total));
}

DivergenceRows::DivergenceRows(const std::vector<DivergenceSpec> & divergences, int vocabulary) : vocabulary(vocabulary) {
    for (const auto & divergence : divergences) {
        results.emplace_back(divergence.count, NAN);
        waiting.emplace_back(divergence.count);
    }
}

void DivergenceRows::take(const Reading & reading, const LogitRow & row) {
    Half & half = waiting[reading.index][reading.position];
    if (half.row.logits) {
        complete.push_back({half.row, row, &results[reading.index][reading.position], &half});
        return;
    }
    half.row = row;
    fresh.push_back(&half);
}

void DivergenceRows::settle(Workers & workers) {
    workers.each(int(complete.size()), [&](int i) { *complete[i].result = jensen_shannon(complete[i].a, complete[i].b, vocabulary); });
    for (auto & pair : complete) *pair.held = {};
    complete.clear();
    for (auto * half : fresh) {
        if (!half->row.logits) continue;  // its partner came right behind it
        half->kept.assign(half->row.logits, half->row.logits + vocabulary);
        half->row.logits = half->kept.data();
    }
    fresh.clear();
}

}  // namespace vitrine
