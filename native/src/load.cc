#include "load.h"

#include <cstring>

#include "error.h"
#include "gguf.h"
#include "log.h"

namespace vitrine {

namespace {

std::string metadata(const llama_model * model, const char * key) {
    char text[256];
    const int length = llama_model_meta_val_str(model, key, text, sizeof text);
    return length < 0 ? std::string() : std::string(text);
}

std::string backend_name(int gpu_layers) {
    auto * device = gpu_layers > 0 ? ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) : nullptr;
    if (!device && gpu_layers > 0) device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_IGPU);
    return device ? ggml_backend_dev_name(device) : "CPU";
}

/**
 * On CPUs with AMX, llama.cpp places the two projections of latent attention in a buffer whose kernels do not take the permuted
 * input that the graph gives them, and ends the process with an assertion. Such models keep their weights as they are in the file.
 */
bool must_keep_plain_weights(const std::string & path) {
    if (!std::strstr(llama_print_system_info(), "AMX_INT8 = 1")) return false;
    gguf_init_params params{true, nullptr};
    const std::unique_ptr<gguf_context, decltype(&gguf_free)> file(gguf_init_from_file(path.c_str(), params), gguf_free);
    if (!file) return false;
    const int64_t tensors = gguf_get_n_tensors(file.get());
    for (int64_t i = 0; i < tensors; i++)
        if (std::strstr(gguf_get_tensor_name(file.get(), i), ".attn_k_b.")) return true;
    return false;
}

[[noreturn]] void refuse(const std::string & reason) {
    // llama.cpp says "unknown model architecture: 'name'"; the name is the only part that a reader can use.
    const std::string marker = "unknown model architecture: '";
    const auto start = reason.find(marker);
    if (start != std::string::npos) {
        const auto from = start + marker.size();
        throw CodedError("model-unsupported", "The architecture “" + reason.substr(from, reason.find('\'', from) - from) +
                                                  "” is not known to this version of llama.cpp.");
    }
    throw CodedError("model-unreadable", "llama.cpp could not read this model file" + (reason.empty() ? "." : ": " + reason));
}

}  // namespace

std::shared_ptr<LoadedModel> LoadedModel::load(const LoadSpec & spec, const std::function<bool(float)> & progress) {
    auto params = llama_model_default_params();
    params.n_gpu_layers = spec.gpu_layers;
    params.load_mode = spec.use_mmap ? LLAMA_LOAD_MODE_MMAP : LLAMA_LOAD_MODE_NONE;
    params.vocab_only = spec.vocabulary_only;
    params.use_extra_bufts = !must_keep_plain_weights(spec.path);
    bool given_up = false;
    const std::function<bool(float)> step = [&](float fraction) { return !(given_up = given_up || !progress(fraction)); };
    params.progress_callback = [](float fraction, void * data) { return (*static_cast<const std::function<bool(float)> *>(data))(fraction); };
    params.progress_callback_user_data = const_cast<std::function<bool(float)> *>(&step);
    log::clear();
    auto * loaded = llama_model_load_from_file(spec.path.c_str(), params);
    if (!loaded && given_up) throw CodedError("stopped", "Loading was stopped.");
    if (!loaded) refuse(log::reason());
    std::shared_ptr<LoadedModel> model(new LoadedModel(loaded));
    model->path = spec.path;
    model->vocabulary = llama_vocab_n_tokens(model->vocab());
    model->architecture = metadata(loaded, "general.architecture");
    // Without weights llama.cpp knows no sizes either, and asking it for them ends the process.
    if (spec.vocabulary_only) return model;
    model->layers = llama_model_n_layer(loaded);
    model->heads = llama_model_n_head(loaded);
    model->width = llama_model_n_embd(loaded);
    model->context_length = llama_model_n_ctx_train(loaded);
    model->backend = backend_name(spec.gpu_layers);
    if (!llama_model_has_decoder(loaded) || llama_model_has_encoder(loaded) || llama_model_is_diffusion(loaded))
        throw CodedError("model-unsupported", "This model does not write text from left to right (“" + model->architecture + "”); only such models can be inspected.");
    return model;
}

const Inventory & LoadedModel::inventory() {
    if (!learned) learned = Inventory::learn(model.get());
    return *learned;
}

std::string LoadedModel::token_bytes(llama_token id) const {
    std::string bytes(64, '\0');
    int length = llama_token_to_piece(vocab(), id, bytes.data(), int(bytes.size()), 0, true);
    if (length < 0) {
        bytes.resize(size_t(-length));
        length = llama_token_to_piece(vocab(), id, bytes.data(), int(bytes.size()), 0, true);
    }
    bytes.resize(length < 0 ? 0 : size_t(length));
    return bytes;
}

}  // namespace vitrine
