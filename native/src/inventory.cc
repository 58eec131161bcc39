#include "inventory.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>

#include "error.h"
#include "log.h"

namespace vitrine {

std::string node_name(const std::string & base, int layer) {
    return base + "-" + std::to_string(layer);
}

bool Inventory::callback(ggml_tensor * tensor, bool ask, void * inventory) {
    if (!ask) return true;
    static_cast<Inventory *>(inventory)->graph_parts.visit(tensor);
    const char * dash = std::strrchr(tensor->name, '-');
    // Views and reshapes carry a suffix behind the layer, e.g. "q-0 (view)": they are not nodes of their own here.
    if (!dash || !dash[1] || std::strspn(dash + 1, "0123456789") != std::strlen(dash + 1)) return false;
    const std::string base(tensor->name, dash - tensor->name);
    auto & layers = static_cast<Inventory *>(inventory)->by_name[base];
    NodeShape shape{std::atoi(dash + 1), {}};
    std::copy(tensor->ne, tensor->ne + 4, shape.ne);
    const bool repeated = std::any_of(layers.begin(), layers.end(), [&](const NodeShape & s) { return s.layer == shape.layer; });
    if (!repeated) layers.push_back(shape);
    return false;
}

Inventory Inventory::learn(llama_model * model) {
    Inventory inventory;
    auto params = llama_context_default_params();
    params.n_ctx = 256;
    params.n_batch = params.n_ubatch = 8;
    // One token of a small model is not worth sharing, and many threads would wait for each other on a busy machine.
    const bool small = llama_model_size(model) < (64u << 20);
    params.n_threads = params.n_threads_batch = small ? 1 : int32_t(std::min(4u, std::max(1u, std::thread::hardware_concurrency())));
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    params.cb_eval = callback;
    params.cb_eval_user_data = &inventory;
    params.no_perf = true;
    log::clear();
    const std::unique_ptr<llama_context, decltype(&llama_free)> context(llama_init_from_model(model, params), llama_free);
    if (!context) throw CodedError("engine-failed", "A context for this model could not be created: " + log::reason());
    const auto * vocabulary = llama_model_get_vocab(model);
    llama_token token = llama_vocab_bos(vocabulary);
    if (token < 0 || token >= llama_vocab_n_tokens(vocabulary)) token = 0;
    if (llama_decode(context.get(), llama_batch_get_one(&token, 1)) != 0)
        throw CodedError("engine-failed", "This model could not be evaluated: " + log::reason());
    return inventory;
}

const NodeShape * Inventory::find(const std::string & name, int layer) const {
    const auto found = by_name.find(name);
    if (found == by_name.end()) return nullptr;
    for (const auto & shape : found->second)
        if (shape.layer == layer) return &shape;
    return nullptr;
}

const char * Inventory::last_of(const std::vector<const char *> & names, int layer) const {
    const char * last = nullptr;
    for (const char * name : names)
        if (find(name, layer)) last = name;
    return last;
}

}  // namespace vitrine
