#include "sweep.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "error.h"
#include "evaluation.h"
#include "logits_row.h"
#include "run.h"
#include "source_values.h"

namespace vitrine {

namespace {

class Sweeper {
public:
    Sweeper(LoadedModel & model, const SweepSpec & spec, EvaluationContext & context)
        : model(model), spec(spec), context(context), batch(spec.context.micro_batch_tokens), values(model.inventory(), model.width) {}
    // Hooks point into what is held here.
    ~Sweeper() { context.hooks.clear(); }

    SweepOutcome work(const std::function<void(int, int)> & progress) {
        SweepOutcome outcome;
        outcome.variants.resize(spec.variants.size());
        const auto lists = with_values(outcome);
        base = std::make_unique<EditSet>(model, spec.edits, means);
        for (const auto & list : lists) {
            auto all = spec.edits;
            all.insert(all.end(), list.begin(), list.end());
            sets.push_back(std::make_unique<EditSet>(model, std::move(all), means));
        }
        if (!means.measure(context, mean_text(spec.tokens, spec.mean_tokens), model.stop)) stopped();
        if (!evaluate(spec.tokens, 0, *base)) stopped();
        outcome.whole = clean[0] = figures();

        int done = 0;
        for (const size_t i : latest_first(lists)) {
            if (!variant(i, first_of(lists[i]), outcome.variants[i])) {
                outcome.stopped = true;
                break;
            }
            progress(++done, int(lists.size()));
        }
        if (!outcome.stopped && !sets.empty() && evaluate(spec.tokens, 0, *sets[0])) outcome.again = figures();
        return outcome;
    }

private:
    [[noreturn]] static void stopped() { throw CodedError("stopped", "The sweep was stopped before anything was measured."); }

    int first_of(const std::vector<Edit> & list) const {
        int first = int(spec.tokens.size());
        for (const auto & edit : list) first = std::min(first, edit.first());
        // At least the last token is evaluated: the prediction comes from it.
        return std::min(first, int(spec.tokens.size()) - 1);
    }

    std::vector<size_t> latest_first(const std::vector<std::vector<Edit>> & lists) const {
        std::vector<size_t> order(lists.size());
        std::iota(order.begin(), order.end(), size_t(0));
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return first_of(lists[a]) > first_of(lists[b]); });
        return order;
    }

    /** The variants, with what their patches take from the source. */
    std::vector<std::vector<Edit>> with_values(SweepOutcome & outcome) {
        auto lists = spec.variants;
        const auto each_patch = [&](const std::function<void(Edit &)> & visit) {
            for (auto & list : lists)
                for (auto & edit : list)
                    if (is_patch(edit.kind) && edit.values.empty()) visit(edit);
        };
        each_patch([&](Edit & edit) {
            if (spec.source.empty()) refuse_edit("there is no source to take values from");
            if (edit.layer < 0 || edit.layer >= model.layers) refuse_edit("layer " + std::to_string(edit.layer) + " does not exist");
            values.want(edit);
        });
        if (spec.source.empty()) return lists;
        EditSet none(model, {}, means);
        values.attach(context.hooks, span);
        if (!evaluate(spec.source, 0, none)) stopped();
        outcome.source = figures();
        each_patch([&](Edit & edit) { edit.values = values.of(edit); });
        return lists;
    }

    bool variant(size_t index, int first, SweepOutcome::Variant & result) {
        if (clean.find(first) == clean.end()) {
            if (!evaluate(spec.tokens, first, *base)) return false;
            clean[first] = figures();
        }
        if (!evaluate(spec.tokens, first, *sets[index])) return false;
        result = {clean[first], figures()};
        edited = first;
        return true;
    }

    /** Evaluates a text from a position on, in chunks as a run does, over what is cached of it before. False when stopped. */
    bool evaluate(const std::vector<int32_t> & tokens, int from, EditSet & edits) {
        edits.attach(context.hooks);
        const bool evaluated = decode_all(tokens, from, edits);
        context.hooks.clear();
        return evaluated;
    }

    bool decode_all(const std::vector<int32_t> & tokens, int from, EditSet & edits) {
        if (from > edited) throw CodedError("internal", "The cache holds an edited text where a clean one is needed.");
        if (!llama_memory_seq_rm(llama_get_memory(context.get()), 0, from, -1))
            throw CodedError("model-unsupported", "This model's cache cannot be cut at a position, so that edits cannot be swept over it.");
        const int total = int(tokens.size()), chunk = context.spec.micro_batch_tokens;
        for (int first = from; first < total; first += chunk) {
            const int rows = std::min(chunk, total - first);
            batch.clear();
            for (int i = first; i < first + rows; i++) batch.add(tokens[i], i, 0, true);
            span = {first, rows};
            edits.begin(first, rows);
            if (model.stop || !decode(context, batch)) return false;
            if (!edits.empty())
                for (int r = 0; r < rows; r++) require_finite(llama_get_logits_ith(context.get(), r), model.vocabulary, first + r);
        }
        return true;
    }

    /** After `evaluate`. */
    SweepFigures figures() const {
        const float * logits = llama_get_logits_ith(context.get(), batch.size() - 1);
        const double sum = logit_figures(logits, model.vocabulary, nullptr).log_sum_exp;
        SweepFigures result;
        result.first = int32_t(std::max_element(logits, logits + model.vocabulary) - logits);
        for (const int32_t id : spec.asked) result.logprobs.push_back(double(logits[id]) - sum);
        return result;
    }

    LoadedModel & model;
    const SweepSpec & spec;
    EvaluationContext & context;
    Batch batch;
    Span span;  // of the decode in progress
    SourceValues values;
    HeadMeans means;
    std::unique_ptr<EditSet> base;               // of what is called clean
    std::vector<std::unique_ptr<EditSet>> sets;  // with them, each variant's own
    std::map<int, SweepFigures> clean;  // by the position from which the rest was evaluated
    int edited = 1 << 30;               // the cache is clean before it
};

}  // namespace

SweepOutcome sweep(LoadedModel & model, const SweepSpec & spec, const std::function<void(int, int)> & progress) {
    check_tokens(model, spec.tokens, spec.context.context_tokens);
    if (!spec.source.empty()) check_tokens(model, spec.source, spec.context.context_tokens);
    if (!spec.asked.empty()) check_tokens(model, spec.asked, int(spec.asked.size()));
    ContextSpec context_spec = spec.context;
    context_spec.hooked = true;
    context_spec.sequences = 1;
    auto & context = model.contexts.get(model.get(), context_spec, model.stop);
    return Sweeper(model, spec, context).work(progress);
}

}  // namespace vitrine
