// A loaded model and what belongs to it: vocabulary facts, contexts, the stop flag.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "context.h"
#include "inventory.h"
#include "llama.h"

namespace vitrine {

struct LoadSpec {
    std::string path;
    int gpu_layers = 0;
    bool use_mmap = true;
    bool vocabulary_only = false;
};

class LoadedModel {
public:
    /**
     * `progress` returns false to give up. Throws CodedError "model-unsupported" for an unknown architecture, "stopped" when given up,
     * "model-unreadable" for anything else that llama.cpp refuses.
     */
    static std::shared_ptr<LoadedModel> load(const LoadSpec & spec, const std::function<bool(float)> & progress);

    llama_model * get() const { return model.get(); }
    const llama_vocab * vocab() const { return llama_model_get_vocab(model.get()); }
    const Inventory & inventory();
    /** The bytes that a token stands for; control tokens by their name. */
    std::string token_bytes(llama_token id) const;

    int vocabulary = 0, layers = 0, heads = 0, width = 0, context_length = 0;
    std::string architecture, backend, path;
    std::atomic<bool> stop{false}, busy{false};
    ContextKeeper contexts;

private:
    explicit LoadedModel(llama_model * loaded) : model(loaded, llama_model_free) {}
    // Declared before `contexts` would be wrong: contexts must be freed before the model. `drop` in the destructor sees to it.
    std::unique_ptr<llama_model, decltype(&llama_model_free)> model;
    std::optional<Inventory> learned;

public:
    ~LoadedModel() { contexts.drop(); }
};

}  // namespace vitrine
