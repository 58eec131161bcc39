#include "run.h"

#include <algorithm>

#include "error.h"
#include "evaluation.h"

namespace vitrine {

void check_tokens(const LoadedModel & model, const std::vector<int32_t> & tokens, int context_tokens) {
    if (tokens.empty()) throw CodedError("prompt-empty", "There is nothing to evaluate: the prompt is empty.");
    for (const int32_t id : tokens)
        if (id < 0 || id >= model.vocabulary)
            throw CodedError("token-out-of-range", "Token id " + std::to_string(id) + " does not exist: this model's ids go from 0 to " + std::to_string(model.vocabulary - 1) + ".");
    if (int(tokens.size()) > context_tokens)
        throw CodedError("prompt-too-long", "The prompt has " + std::to_string(tokens.size()) + " tokens, " +
                                                std::to_string(int(tokens.size()) - context_tokens) + " more than the context of " +
                                                std::to_string(context_tokens) + " holds.");
}

namespace {

/** What one run works with. */
struct Workplace {
    EvaluationContext & context;
    CaptureSet & captures;
    EditSet & edits;
    Batch & batch;
};

/** Evaluates `rows` tokens from `first` on and records them. False when stopped. */
bool evaluate(const Workplace & place, int vocabulary, int first, int rows) {
    auto & [context, captures, edits, batch] = place;
    batch.clear();
    for (int i = first; i < first + rows; i++) batch.add(captures.tokens[i], i, 0, true);
    captures.begin(first, rows);
    edits.begin(first, rows);
    if (!decode(context, batch)) return false;
    std::vector<const float *> logits(rows);
    std::vector<int32_t> next(rows, -1);
    for (int r = 0; r < rows; r++) {
        logits[r] = llama_get_logits_ith(context.get(), r);
        if (!edits.empty()) require_finite(logits[r], vocabulary, first + r);
        if (size_t(first + r + 1) < captures.tokens.size()) next[r] = captures.tokens[first + r + 1];
    }
    captures.logits.read(first, logits, next, context.workers);
    captures.commit();
    return true;
}

std::vector<TokenFigures> figures(const CaptureSet & captures, int first, int rows) {
    std::vector<TokenFigures> list;
    for (int i = first; i < first + rows; i++)
        list.push_back({i, captures.tokens[i], captures.logits.log_probability(i), captures.logits.rank(i), captures.logits.entropy(i)});
    return list;
}

/** False when stopped. */
bool evaluate_prompt(const Workplace & place, LoadedModel & model, const RunEvents & events) {
    const auto & captures = place.captures;
    const int total = int(captures.tokens.size()), chunk = place.context.spec.micro_batch_tokens;
    for (int first = 0; first < total; first += chunk) {
        const int rows = std::min(chunk, total - first);
        if (model.stop || !evaluate(place, model.vocabulary, first, rows)) return false;
        events.progress(first + rows, total);
        events.tokens(figures(captures, first, rows));
    }
    return true;
}

const char * generate(const Workplace & place, LoadedModel & model, const RunSpec & spec, const RunEvents & events) {
    auto & [context, captures, edits, batch] = place;
    Sampler sampler(spec.sampling);
    const float * logits = llama_get_logits_ith(context.get(), batch.size() - 1);
    for (int made = 0; made < spec.generate; made++) {
        const int row = int(captures.tokens.size()) - 1;
        if (row + 1 >= spec.context.context_tokens) return "context-full";
        if (model.stop) return "stopped";
        const int32_t token = sampler.next(logits, model.vocabulary, captures.logits.log_sum_exp(row));
        captures.logits.settle(row, token, logits);
        captures.tokens.push_back(token);
        // The new token is evaluated even when it is the last: its attention and what would follow it belong to the record.
        if (!evaluate(place, model.vocabulary, row + 1, 1)) return "stopped";
        logits = llama_get_logits_ith(context.get(), 0);
        events.tokens(figures(captures, row + 1, 1));
        if (llama_vocab_is_eog(model.vocab(), token)) return "end-token";
    }
    return "length";
}

}  // namespace

RunOutcome run(const std::shared_ptr<LoadedModel> & model, const RunSpec & spec, const RunEvents & events) {
    check_tokens(*model, spec.prompt, spec.context.context_tokens);
    RunOutcome outcome;
    outcome.captures = std::make_shared<CaptureSet>(model, spec.capture, spec.prompt);
    auto & captures = *outcome.captures;
    HeadMeans means;
    EditSet edits(*model, spec.edits, means);
    auto & context = model->contexts.get(model->get(), spec.context, model->stop);
    // Hooks point into the captures and the edits, which go away.
    struct Detach {
        NodeHooks & hooks;
        ~Detach() { hooks.clear(); }
    } detach{context.hooks};

    Batch batch(spec.context.micro_batch_tokens);
    const double start = now_ms();
    const bool measured = means.measure(context, mean_text(spec.prompt, spec.mean_tokens), model->stop);
    edits.attach(context.hooks);
    captures.attach(context);
    const Workplace place{context, captures, edits, batch};
    const bool prompt_done = measured && evaluate_prompt(place, *model, events);
    const double middle = now_ms();
    outcome.finish = prompt_done ? generate(place, *model, spec, events) : "stopped";
    outcome.prompt_ms = middle - start;
    outcome.generate_ms = now_ms() - middle;

    captures.tokens.resize(captures.rows());
    outcome.prompt_tokens = std::min(captures.rows(), int(spec.prompt.size()));
    outcome.held_bytes = captures.bytes();
    captures.finish();
    return outcome;
}

}  // namespace vitrine
