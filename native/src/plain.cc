#include "plain.h"

#include <algorithm>

#include "error.h"
#include "evaluation.h"

namespace vitrine {

PlainOutcome plain(LoadedModel & model, const std::vector<int32_t> & prompt, int generate, ContextSpec spec) {
    check_tokens(model, prompt, spec.context_tokens - generate);
    spec.hooked = false;
    auto & context = model.contexts.get(model.get(), spec, model.stop);
    Batch batch(spec.micro_batch_tokens);
    PlainOutcome outcome;
    const int total = int(prompt.size());
    const auto evaluate = [&] {
        if (!decode(context, batch)) throw CodedError("stopped", "The evaluation was stopped.");
        llama_synchronize(context.get());
    };
    double start = now_ms();
    for (int first = 0; first < total; first += spec.micro_batch_tokens) {
        batch.clear();
        for (int i = first; i < std::min(total, first + spec.micro_batch_tokens); i++) batch.add(prompt[i], i, 0, true);
        evaluate();
    }
    outcome.prompt_ms = now_ms() - start;
    start = now_ms();
    for (int made = 0; made < generate; made++) {
        const float * logits = llama_get_logits_ith(context.get(), batch.size() - 1);
        const int32_t token = int32_t(std::max_element(logits, logits + model.vocabulary) - logits);
        batch.clear();
        batch.add(token, total + made, 0, true);
        evaluate();
    }
    outcome.generate_ms = now_ms() - start;
    return outcome;
}

}  // namespace vitrine
