#include "capture_set.h"

#include <cstring>

namespace vitrine {

CaptureSet::CaptureSet(std::shared_ptr<LoadedModel> loaded, const CaptureSpec & spec, std::vector<int32_t> prompt)
    : tokens(std::move(prompt)), logits(loaded->vocabulary, spec.logits), model(std::move(loaded)) {
    if (spec.attention)
        attention = std::make_unique<AttentionCapture>(model->inventory(), spec.attention_spec, model->layers, tokens, int(tokens.size()));
    if (spec.router) router = std::make_unique<RouterCapture>(model->inventory());
    if (spec.residual) residual = std::make_unique<ResidualCapture>(model->inventory());
}

void CaptureSet::attach(EvaluationContext & context) {
    if (attention) attention->attach(context.hooks, context.workers);
    if (router) router->attach(context.hooks);
    if (residual) residual->attach(context.hooks);
}

void CaptureSet::begin(int first, int rows) {
    pending = rows;
    if (attention) attention->begin(first, rows);
    if (router) router->begin(first, rows);
    if (residual) residual->begin(first, rows);
}

void CaptureSet::commit() {
    committed += pending;
    pending = 0;
    if (attention) attention->commit();
}

size_t CaptureSet::bytes() const {
    return tokens.capacity() * sizeof(int32_t) + logits.bytes() + (attention ? attention->bytes() : 0) + (router ? router->bytes() : 0) +
           (residual ? residual->bytes() : 0);
}

void CaptureSet::add_token_tensors() {
    const int n = committed;
    list.push_back({"tokens", "I32", {n}, [this, n](uint8_t * target) { std::memcpy(target, tokens.data(), size_t(n) * sizeof(int32_t)); }});
    auto bytes = std::make_shared<std::string>();
    auto offsets = std::make_shared<std::vector<int32_t>>(1, 0);
    for (int i = 0; i < n; i++) {
        *bytes += model->token_bytes(tokens[i]);
        offsets->push_back(int32_t(bytes->size()));
    }
    list.push_back({"token_bytes", "U8", {int64_t(bytes->size())}, [bytes](uint8_t * target) { std::memcpy(target, bytes->data(), bytes->size()); }});
    list.push_back({"token_offsets", "I32", {n + 1}, [offsets](uint8_t * target) { std::memcpy(target, offsets->data(), offsets->size() * sizeof(int32_t)); }});
    list.push_back({"token_special", "U8", {n}, [this, n](uint8_t * target) {
                        for (int i = 0; i < n; i++) target[i] = llama_vocab_is_control(model->vocab(), tokens[i]);
                    }});
}

void CaptureSet::finish() {
    list.clear();
    if (committed == 0) return;
    add_token_tensors();
    const auto append = [&](std::vector<TensorSource> more) {
        for (auto & source : more) list.push_back(std::move(source));
    };
    append(logits.tensors(committed));
    if (attention) append(attention->tensors(committed));
    if (router) append(router->tensors(committed));
    if (residual) append(residual->tensors(committed));
}

}  // namespace vitrine
