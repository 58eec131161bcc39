#include "context.h"

#include "error.h"
#include "ggml-cpu.h"
#include "log.h"

namespace vitrine {

namespace {

// The CPU backend is a library that ggml chose and loaded at run time: its functions are reached through the registry.
template <typename F>
F * cpu_function(const char * name) {
    auto * device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
    if (!device) return nullptr;
    return reinterpret_cast<F *>(ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), name));
}

bool stopped(void * flag) {
    return static_cast<std::atomic<bool> *>(flag)->load(std::memory_order_relaxed);
}

llama_context_params params_of(const ContextSpec & spec, NodeHooks & hooks, std::atomic<bool> & stop) {
    auto params = llama_context_default_params();
    params.n_ctx = spec.context_tokens;
    params.n_batch = params.n_ubatch = spec.micro_batch_tokens;
    params.n_seq_max = spec.sequences;
    params.n_threads = params.n_threads_batch = spec.threads;
    params.flash_attn_type = spec.flash_attention ? LLAMA_FLASH_ATTN_TYPE_AUTO : LLAMA_FLASH_ATTN_TYPE_DISABLED;
    params.type_k = params.type_v = spec.kv_f32 ? GGML_TYPE_F32 : GGML_TYPE_F16;
    params.kv_unified = true;  // sequences share cells: what texts have in common is there once
    params.no_perf = true;
    params.abort_callback = stopped;
    params.abort_callback_data = &stop;
    if (spec.hooked) {
        params.cb_eval = NodeHooks::callback;
        params.cb_eval_user_data = &hooks;
    }
    return params;
}

}  // namespace

ComputeThreads::ComputeThreads(int threads) {
    const auto create = cpu_function<decltype(ggml_threadpool_new)>("ggml_threadpool_new");
    if (!create) return;
    auto params = ggml_threadpool_params_default(threads);
    // Short polling: idle threads must not hold a core while captures are copied between two nodes, nor on a busy machine.
    params.poll = 1;
    pool = create(&params);
}

ComputeThreads::~ComputeThreads() {
    const auto release = cpu_function<decltype(ggml_threadpool_free)>("ggml_threadpool_free");
    if (pool && release) release(pool);
}

EvaluationContext::EvaluationContext(llama_model * model, const ContextSpec & wanted, std::atomic<bool> & stop)
    : spec(wanted), workers(wanted.threads), threads(wanted.threads), context(nullptr, llama_free) {
    log::clear();
    context.reset(llama_init_from_model(model, params_of(spec, hooks, stop)));
    if (!context)
        throw CodedError("engine-failed", "A context of " + std::to_string(spec.context_tokens) +
                                              " tokens could not be created for this model; there may not be enough memory. " + log::reason());
    if (threads.get()) llama_attach_threadpool(context.get(), threads.get(), threads.get());
}

void EvaluationContext::reset() {
    llama_memory_clear(llama_get_memory(context.get()), false);
}

bool EvaluationContext::serves(const ContextSpec & wanted) const {
    // A longer context serves a shorter run: results depend on the cells in use, not on how many there are.
    return spec.context_tokens >= wanted.context_tokens && spec.micro_batch_tokens == wanted.micro_batch_tokens &&
           spec.threads == wanted.threads && spec.flash_attention == wanted.flash_attention && spec.kv_f32 == wanted.kv_f32 &&
           spec.sequences == wanted.sequences && spec.hooked == wanted.hooked;
}

static EvaluationContext & prepared(std::unique_ptr<EvaluationContext> & slot, llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop) {
    if (!slot || !slot->serves(spec)) {
        slot.reset();  // before the new one is made: both would not always fit
        slot = std::make_unique<EvaluationContext>(model, spec, stop);
    }
    slot->hooks.clear();
    slot->reset();
    return *slot;
}

EvaluationContext & ContextKeeper::get(llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop) {
    return prepared(run, model, spec, stop);
}

std::vector<EvaluationContext *> ContextKeeper::lanes(llama_model * model, const ContextSpec & spec, std::atomic<bool> & stop, int count) {
    scoring.resize(count);
    std::vector<EvaluationContext *> contexts;
    for (auto & slot : scoring) contexts.push_back(&prepared(slot, model, spec, stop));
    return contexts;
}

}  // namespace vitrine
