#include "score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "error.h"
#include "evaluation.h"
#include "logits_row.h"
#include "run.h"

namespace vitrine {

namespace {

constexpr int most_parallel = 64;
constexpr int cell_step = 256;  // llama.cpp rounds a sequence's cells up to this

int round_up(int value, int step) {
    return (value + step - 1) / step * step;
}

struct Row {
    int sequence, position;  // the token at `position` is predicted
    const float * logits;
};

/** Evaluates positions [from, to) of the group's sequences in one decode and writes the log-probabilities of what follows each. */
void evaluate(LoadedModel & model, EvaluationContext & context, Batch & batch, const ScoreSpec & spec, const std::vector<int> & group,
              int from, int to, std::vector<std::vector<double>> & results) {
    batch.clear();
    std::vector<Row> rows;
    std::vector<int> places;
    for (size_t s = 0; s < group.size(); s++) {
        const auto & tokens = spec.sequences[group[s]];
        const int length = int(tokens.size());
        for (int position = from; position < to; position++) {
            // The last token predicts nothing that is asked for; shorter sequences are filled up behind their end, where causal
            // attention keeps the filling from being seen.
            const bool predicts = position + 1 < length;
            if (predicts) {
                rows.push_back({group[s], position + 1, nullptr});
                places.push_back(batch.size());
            }
            batch.add(tokens[std::min(position, length - 1)], position, int(s), predicts);
        }
    }
    if (model.stop || !decode(context, batch)) throw CodedError("stopped", "Scoring was stopped.");
    for (size_t i = 0; i < rows.size(); i++) rows[i].logits = llama_get_logits_ith(context.get(), places[i]);
    std::atomic<bool> finite{true};
    context.workers.each(int(rows.size()), [&](int i) {
        const Row & row = rows[i];
        const double sum = logit_figures(row.logits, model.vocabulary, nullptr).log_sum_exp;
        if (!std::isfinite(sum)) finite = false;
        results[row.sequence][row.position] = double(row.logits[spec.sequences[row.sequence][row.position]]) - sum;
    });
    if (!finite)
        throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
}

}  // namespace

std::vector<std::vector<double>> score(LoadedModel & model, const ScoreSpec & spec, const std::function<void(int, int)> & progress) {
    const int count = int(spec.sequences.size());
    std::vector<std::vector<double>> results(count);
    int longest = 1, shortest = spec.context.context_tokens;
    for (int i = 0; i < count; i++) {
        check_tokens(model, spec.sequences[i], spec.context.context_tokens);
        const int length = int(spec.sequences[i].size());
        results[i].assign(length, NAN);
        longest = std::max(longest, length);
        shortest = std::min(shortest, std::max(1, length - 1));
    }
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return spec.sequences[a].size() > spec.sequences[b].size(); });

    ContextSpec context_spec = spec.context;
    context_spec.hooked = false;
    context_spec.context_tokens = round_up(longest, cell_step);
    const int chunk = context_spec.micro_batch_tokens;
    context_spec.sequences =
        std::max(1, std::min({most_parallel, spec.context.context_tokens / context_spec.context_tokens, chunk / shortest, count}));
    auto & context = model.contexts.get(model.get(), context_spec, model.stop);
    Batch batch(chunk);

    int done = 0;
    while (done < count) {
        const int length = int(spec.sequences[order[done]].size()) - 1;  // positions that predict something
        if (length < 1) break;                                           // sorted: only single tokens are left
        const int fits = std::max(1, std::min({context_spec.sequences, chunk / length, count - done}));
        const std::vector<int> group(order.begin() + done, order.begin() + done + fits);
        context.reset();
        for (int from = 0; from < length; from += chunk / fits) evaluate(model, context, batch, spec, group, from, std::min(length, from + chunk / fits), results);
        done += fits;
        progress(done, count);
    }
    if (done < count) progress(count, count);
    return results;
}

}  // namespace vitrine
