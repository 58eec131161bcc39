#include "explain.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "evaluation.h"
#include "logits_row.h"
#include "run.h"

namespace vitrine {

namespace {

[[noreturn]] void stopped() {
    throw CodedError("stopped", "The explanation was stopped.");
}

void add_prediction(PredictionFigures & figures, const float * logits, int vocabulary, const std::vector<int32_t> & asked) {
    const double sum = logit_figures(logits, vocabulary, nullptr).log_sum_exp;
    if (!std::isfinite(sum)) throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
    figures.first.push_back(int32_t(std::max_element(logits, logits + vocabulary) - logits));
    figures.log_sum_exp.push_back(sum);
    for (const int32_t id : asked) {
        figures.asked_logits.push_back(logits[id]);
        figures.asked_ranks.push_back(rank_of(logits, vocabulary, id));
    }
}

/** What is changed, and what is read, while the text is evaluated. */
struct Readers {
    EditSet & edits;
    std::optional<Lens> lens;
    std::optional<ValueNorms> value_norms;
};

/** Evaluates tokens [0, end) in chunks and reads the predictions after the asked positions. */
void evaluate_prefix(EvaluationContext & context, LoadedModel & model, const ExplainSpec & spec, int end, Readers & readers, PredictionFigures & predictions, const std::function<void(int, int)> & progress) {
    const int chunk = context.spec.micro_batch_tokens;
    Batch batch(chunk);
    auto next = spec.positions.begin();
    for (int first = 0; first < end; first += chunk) {
        const int rows = std::min(chunk, end - first);
        std::vector<int> wanted;
        for (; next != spec.positions.end() && *next < first + rows; ++next) wanted.push_back(*next - first);
        batch.clear();
        // The last layer keeps only rows whose logits are asked for, and edits want all.
        const auto asked = [&](int i) { return !readers.edits.empty() || std::find(wanted.begin(), wanted.end(), i) != wanted.end(); };
        for (int i = 0; i < rows; i++) batch.add(spec.tokens[first + i], first + i, 0, asked(i));
        readers.edits.begin(first, rows);
        if (readers.lens) readers.lens->begin(rows, wanted);
        if (readers.value_norms) readers.value_norms->begin(first, rows);
        if (model.stop || !decode(context, batch)) stopped();
        std::vector<const float *> logits;
        for (const int row : wanted) logits.push_back(llama_get_logits_ith(context.get(), row));
        for (const float * row : logits) add_prediction(predictions, row, model.vocabulary, spec.asked);
        if (readers.lens) readers.lens->commit(logits, context.workers, [&] { if (model.stop) stopped(); });
        progress(first + rows, end);
    }
}

void check(const LoadedModel & model, const ExplainSpec & spec) {
    check_tokens(model, spec.tokens, spec.context.context_tokens);
    const int count = int(spec.tokens.size());
    const auto within = [&](int position) {
        if (position < 0 || position >= count)
            throw CodedError("bad-request", "Position " + std::to_string(position) + " lies outside of the text, whose positions go from 0 to " + std::to_string(count - 1) + ".");
    };
    int before = -1;
    for (const int position : spec.positions) {
        within(position);
        if (position <= before) throw CodedError("bad-request", "Positions must ascend.");
        before = position;
    }
    if (!spec.asked.empty()) check_tokens(model, spec.asked, int(spec.asked.size()));
    if (!spec.contributions) return;
    within(spec.contributions->position);
    check_tokens(model, {spec.contributions->target, std::max(0, spec.contributions->foil)}, 2);
}

}  // namespace

ExplainOutcome explain(LoadedModel & model, const ExplainSpec & spec, const std::function<void(int, int)> & progress) {
    check(model, spec);
    ContextSpec context_spec = spec.context;
    context_spec.hooked = true;
    context_spec.sequences = 1;
    const auto & inventory = model.inventory();
    auto & context = model.contexts.get(model.get(), context_spec, model.stop);
    ExplainOutcome outcome;
    // Hooks point into what is local here.
    struct Release {
        NodeHooks & hooks;
        ~Release() { hooks.clear(); }
    } release{context.hooks};

    HeadMeans means;
    EditSet edits(model, spec.edits, means);
    if (!means.measure(context, mean_text(spec.tokens, spec.mean_tokens), model.stop)) stopped();
    edits.attach(context.hooks);
    Readers readers{edits, {}, {}};
    int evaluated = 0;
    if (spec.lens) {
        readers.lens.emplace(inventory, context.spec.threads, spec.asked, spec.top);
        readers.lens->attach(context.hooks);
    }
    if (spec.value_norms) {
        readers.value_norms.emplace(inventory, model.heads);
        readers.value_norms->attach(context.hooks);
        evaluated = int(spec.tokens.size());
    }
    if (!spec.positions.empty()) evaluated = std::max(evaluated, spec.positions.back() + 1);
    if (spec.contributions) evaluated = std::max(evaluated, spec.contributions->position);
    evaluate_prefix(context, model, spec, evaluated, readers, outcome.predictions, progress);
    if (readers.lens) outcome.lens = std::move(readers.lens->figures);
    if (!spec.contributions && !readers.value_norms) return outcome;

    const WeightsFile weights(model.path);
    if (readers.value_norms) outcome.value_norms = readers.value_norms->compute(weights, context.workers);
    if (!spec.contributions) return outcome;

    const auto & wanted = *spec.contributions;
    Contributions contributions(inventory, model.heads);
    context.hooks.clear();
    edits.attach(context.hooks);
    edits.begin(wanted.position, 1);
    contributions.attach(context.hooks);
    llama_memory_seq_rm(llama_get_memory(context.get()), 0, wanted.position, -1);
    Batch batch(1);
    batch.add(spec.tokens[wanted.position], wanted.position, 0, true);
    if (model.stop || !decode(context, batch)) stopped();
    outcome.contributions = contributions.compute(weights, wanted.target, wanted.foil, llama_get_logits_ith(context.get(), 0), context.workers);
    return outcome;
}

}  // namespace vitrine
