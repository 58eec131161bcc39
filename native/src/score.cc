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
    int sequence, position;  // the token at `position` is predicted; behind the last token, the wanted ids are
    const float * logits;
};

const std::vector<int32_t> & wanted_of(const ScoreSpec & spec, int sequence) {
    static const std::vector<int32_t> none;
    return size_t(sequence) < spec.wanted.size() ? spec.wanted[sequence] : none;
}

/** Positions of a sequence whose logits are needed. The last token predicts nothing unless ids are wanted after it. */
int predicting(const ScoreSpec & spec, int sequence) {
    return int(spec.sequences[sequence].size()) - (wanted_of(spec, sequence).empty() ? 1 : 0);
}

/** Writes what a row of logits tells; false when it holds no numbers. */
bool read_row(const ScoreSpec & spec, const Row & row, int vocabulary, std::vector<double> & result) {
    const double sum = logit_figures(row.logits, vocabulary, nullptr).log_sum_exp;
    const auto & tokens = spec.sequences[row.sequence];
    if (size_t(row.position) < tokens.size()) {
        result[row.position] = double(row.logits[tokens[row.position]]) - sum;
    } else {
        const auto & wanted = wanted_of(spec, row.sequence);
        for (size_t i = 0; i < wanted.size(); i++) result[tokens.size() + i] = double(row.logits[wanted[i]]) - sum;
    }
    return std::isfinite(sum);
}

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
            // Shorter sequences are filled up behind their end, where causal attention keeps the filling from being seen.
            const bool predicts = position < predicting(spec, group[s]);
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
        if (!read_row(spec, rows[i], model.vocabulary, results[rows[i].sequence])) finite = false;
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
        const auto & wanted = wanted_of(spec, i);
        if (!wanted.empty()) check_tokens(model, wanted, int(wanted.size()));
        results[i].assign(length + wanted.size(), NAN);
        longest = std::max(longest, length);
        shortest = std::min(shortest, std::max(1, predicting(spec, i)));
    }
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return predicting(spec, a) > predicting(spec, b); });

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
        const int length = predicting(spec, order[done]);
        if (length < 1) break;  // sorted: only single tokens are left
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
