#include "evaluation.h"

#include <algorithm>
#include <chrono>

#include "error.h"
#include "log.h"

namespace vitrine {

void Batch::add(int32_t token, int position, const std::vector<llama_seq_id> & sequences, bool logits) {
    const int i = batch.n_tokens++;
    batch.token[i] = token;
    batch.pos[i] = position;
    batch.n_seq_id[i] = int32_t(sequences.size());
    std::copy(sequences.begin(), sequences.end(), batch.seq_id[i]);
    batch.logits[i] = logits;
}

bool decode(EvaluationContext & context, const Batch & batch) {
    log::clear();
    const int outcome = llama_decode(context.get(), batch.get());
    context.hooks.rethrow();
    if (outcome == 0) return true;
    if (outcome == 2) return false;
    if (outcome == 1) throw CodedError("engine-failed", "The context is full.");
    throw CodedError("engine-failed", "llama.cpp could not evaluate the model: " + log::reason());
}

double now_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace vitrine
