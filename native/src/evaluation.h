// One decode: tokens in, logits out, and what can happen instead.
#pragma once

#include <vector>

#include "context.h"
#include "llama.h"

namespace vitrine {

/** Tokens to decode together. */
class Batch {
public:
    /** `sequences`: to how many a token may belong. */
    explicit Batch(int capacity, int sequences = 1) : batch(llama_batch_init(capacity, 0, sequences)) { batch.n_tokens = 0; }
    ~Batch() { llama_batch_free(batch); }
    Batch(const Batch &) = delete;
    Batch & operator=(const Batch &) = delete;

    void clear() { batch.n_tokens = 0; }
    void add(int32_t token, int position, int sequence, bool logits) { add(token, position, std::vector<llama_seq_id>{sequence}, logits); }
    void add(int32_t token, int position, const std::vector<llama_seq_id> & sequences, bool logits);
    int size() const { return batch.n_tokens; }
    llama_batch get() const { return batch; }

private:
    llama_batch batch;
};

/**
 * Decodes. Returns false when the stop flag ended it between two nodes: none of its rows are valid then. Throws CodedError
 * "engine-failed" with llama.cpp's reason when it failed, and what a hook threw.
 */
bool decode(EvaluationContext & context, const Batch & batch);

/** Milliseconds since some fixed point. */
double now_ms();

}  // namespace vitrine
