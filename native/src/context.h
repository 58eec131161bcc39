// llama.cpp contexts, made once and used again: creating one reserves graphs and the KV cache, which costs more than a short run.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "hooks.h"
#include "llama.h"
#include "workers.h"

namespace vitrine {

struct ContextSpec {
    int context_tokens = 0;      // cells of the KV cache
    int micro_batch_tokens = 0;  // tokens of one decode; also bounds llama.cpp's logits buffer to this many rows
    int threads = 1;
    bool flash_attention = false;
    bool kv_f32 = true;
    int sequences = 1;    // parallel ones, which may have cells in common
    bool hooked = false;  // with cb_eval; without it llama.cpp may run the whole graph in one piece
};

/** ggml's own thread pool, kept alive: without one the CPU backend starts threads anew for every piece of the graph between two hooks. */
class ComputeThreads {
public:
    explicit ComputeThreads(int threads);
    ~ComputeThreads();
    ComputeThreads(const ComputeThreads &) = delete;
    ComputeThreads & operator=(const ComputeThreads &) = delete;
    ggml_threadpool * get() const { return pool; }

private:
    ggml_threadpool * pool = nullptr;
};

class EvaluationContext {
public:
    /** Throws CodedError when llama.cpp cannot make the context (most often: memory). */
    EvaluationContext(llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop);

    llama_context * get() const { return context.get(); }
    /** Forgets all sequences. Old cells are masked, so their contents need no clearing. */
    void reset();
    bool serves(const ContextSpec & wanted) const;

    const ContextSpec spec;
    NodeHooks hooks;
    Workers workers;

private:
    ComputeThreads threads;
    std::unique_ptr<llama_context, decltype(&llama_free)> context;
};

/** One context for runs and some for scoring; asking for another kind replaces them. */
class ContextKeeper {
public:
    EvaluationContext & get(llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop);
    /** As many, to be used beside each other. */
    std::vector<EvaluationContext *> lanes(llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop, int count);
    void drop() { run.reset(), scoring.clear(); }

private:
    std::unique_ptr<EvaluationContext> run;
    std::vector<std::unique_ptr<EvaluationContext>> scoring;
};

}  // namespace vitrine
