#include "logits_capture.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#include "error.h"

namespace vitrine {

LogitsCapture::LogitsCapture(int vocabulary, bool keep)
    : vocabulary(vocabulary), kept(std::min(vocabulary, logits_kept)), keep(keep), logprob{NAN}, ranks{-1}, ids(logits_kept), values(logits_kept), betas(beta_count) {}

void LogitsCapture::read(int first, const std::vector<const float *> & logits, const std::vector<int32_t> & next, Workers & workers) {
    const int rows = int(logits.size());
    logprob.resize(first + rows + 1, NAN);
    ranks.resize(first + rows + 1, -1);
    entropies.resize(first + rows);
    sums.resize(first + rows);
    if (keep) ids.row(first + rows - 1), values.row(first + rows - 1), betas.row(first + rows - 1);
    std::atomic<bool> finite{true};
    workers.each(rows, [&](int r) {
        const int row = first + r;
        const auto figures = logit_figures(logits[r], vocabulary, keep ? betas.row(row) : nullptr);
        if (!std::isfinite(figures.log_sum_exp)) {
            finite = false;
            return;
        }
        sums[row] = figures.log_sum_exp;
        entropies[row] = float(figures.entropy);
        if (keep) {
            top_logits(logits[r], vocabulary, kept, ids.row(row), values.row(row));
            // A vocabulary may be smaller than what is kept of others.
            std::fill(ids.row(row) + kept, ids.row(row) + logits_kept, -1);
            std::fill(values.row(row) + kept, values.row(row) + logits_kept, -INFINITY);
        }
        if (next[r] >= 0) settle(row, next[r], logits[r]);
    });
    if (!finite)
        throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
}

void LogitsCapture::settle(int row, int32_t id, const float * logits) {
    logprob[row + 1] = float(double(logits[id]) - sums[row]);
    ranks[row + 1] = rank_of(logits, vocabulary, id);
}

size_t LogitsCapture::bytes() const {
    return (logprob.capacity() + entropies.capacity() + ranks.capacity()) * 4 + sums.capacity() * 8 + ids.bytes() + values.bytes() + betas.bytes();
}

std::vector<TensorSource> LogitsCapture::tensors(int n) const {
    const auto copy = [n](const auto * source) {
        return [source, n](uint8_t * target) { std::memcpy(target, source->data(), size_t(n) * 4); };
    };
    std::vector<TensorSource> list;
    list.push_back({"logprob", "F32", {n}, copy(&logprob)});
    list.push_back({"rank", "I32", {n}, copy(&ranks)});
    list.push_back({"entropy", "F32", {n}, copy(&entropies)});
    if (!keep) return list;
    list.push_back({"logits.ids", "I32", {n, logits_kept}, ids.writer(n)});
    list.push_back({"logits.values", "F32", {n, logits_kept}, values.writer(n)});
    list.push_back({"logits.logsumexp", "F32", {n}, [this, n](uint8_t * target) {
                        for (int i = 0; i < n; i++) {
                            const float sum = float(sums[i]);
                            std::memcpy(target + i * sizeof sum, &sum, sizeof sum);
                        }
                    }});
    list.push_back({"logits.logsumexp_beta", "F32", {n, beta_count}, betas.writer(n)});
    return list;
}

}  // namespace vitrine
