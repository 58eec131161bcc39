#include "router_capture.h"

#include <cmath>
#include <cstring>

#include "error.h"

namespace vitrine {

RouterCapture::RouterCapture(const Inventory & inventory) {
    const auto nodes = inventory.nodes().find("ffn_moe_topk");
    if (nodes == inventory.nodes().end()) throw CodedError("model-unsupported", "This model has no experts.");
    for (const auto & shape : nodes->second) {
        const auto * scores = inventory.find("ffn_moe_probs", shape.layer);
        const char * weights = inventory.last_of(
            {"ffn_moe_weights", "ffn_moe_weights_softmax", "ffn_moe_weights_norm", "ffn_moe_weights_scaled"}, shape.layer);
        if (!scores || !weights) continue;
        auto layer = std::make_unique<Layer>(shape.layer, int(scores->ne[0]), int(shape.ne[0]));
        layer->weights_node = weights;
        layer->selection_node = inventory.last_of({"ffn_moe_probs", "ffn_moe_probs_biased", "ffn_moe_probs_masked"}, shape.layer);
        layers.push_back(std::move(layer));
    }
}

void RouterCapture::attach(NodeHooks & hooks) {
    const auto on = [&](const char * node, Layer * layer, void (RouterCapture::*reader)(Layer &, const ggml_tensor *)) {
        hooks.add(node_name(node, layer->index), Phase::capture, [this, layer, reader](ggml_tensor * tensor) { (this->*reader)(*layer, tensor); });
    };
    // In the order of the graph: the choice is read after the scores that it was made by.
    for (auto & layer : layers) {
        on("ffn_moe_probs", layer.get(), &RouterCapture::read_scores);
        on(layer->selection_node, layer.get(), &RouterCapture::read_selection);
        on("ffn_moe_topk", layer.get(), &RouterCapture::read_chosen);
        on(layer->weights_node, layer.get(), &RouterCapture::read_weights);
    }
}

void RouterCapture::expect(const ggml_tensor * tensor, ggml_type type, int64_t values) const {
    if (tensor->type != type || ggml_nelements(tensor) != values * rows)
        throw CodedError("engine-failed", std::string("The router's node ") + tensor->name + " has a shape that this program does not know.");
}

void RouterCapture::read_scores(Layer & layer, const ggml_tensor * tensor) {
    expect(tensor, GGML_TYPE_F32, layer.experts);
    const uint8_t * data = host_bytes(tensor, staging);
    for (int r = 0; r < rows; r++) std::memcpy(layer.scores.row(first + r), data + r * tensor->nb[1], size_t(layer.experts) * sizeof(float));
}

void RouterCapture::read_selection(Layer & layer, const ggml_tensor * tensor) {
    expect(tensor, GGML_TYPE_F32, layer.experts);
    const uint8_t * data = host_bytes(tensor, staging);
    layer.selection.resize(size_t(rows) * layer.experts);
    for (int r = 0; r < rows; r++) std::memcpy(&layer.selection[size_t(r) * layer.experts], data + r * tensor->nb[1], size_t(layer.experts) * sizeof(float));
}

void RouterCapture::read_chosen(Layer & layer, const ggml_tensor * tensor) {
    expect(tensor, GGML_TYPE_I32, layer.used);
    // A view of the first K of E sorted ids: rows are E apart.
    const uint8_t * data = host_bytes(tensor, staging);
    for (int r = 0; r < rows; r++) {
        int32_t * chosen = layer.chosen.row(first + r);
        for (int k = 0; k < layer.used; k++) std::memcpy(chosen + k, data + r * tensor->nb[1] + k * tensor->nb[0], sizeof(int32_t));
        float * scores = &layer.selection[size_t(r) * layer.experts];
        float worst = INFINITY, best_left = -INFINITY;
        for (int k = 0; k < layer.used; k++) {
            if (chosen[k] < 0 || chosen[k] >= layer.experts) throw CodedError("engine-failed", "The router chose an expert that does not exist.");
            worst = std::fmin(worst, scores[chosen[k]]);
            scores[chosen[k]] = -INFINITY;
        }
        for (int e = 0; e < layer.experts; e++) best_left = std::fmax(best_left, scores[e]);
        // Infinite when no other expert could have been chosen: all used, or all others masked by their group.
        *layer.margin.row(first + r) = worst - best_left;
    }
}

void RouterCapture::read_weights(Layer & layer, const ggml_tensor * tensor) {
    expect(tensor, GGML_TYPE_F32, layer.used);
    if (!ggml_is_contiguous(tensor)) throw CodedError("engine-failed", "The gate weights are laid out in a way that this program does not know.");
    const uint8_t * data = host_bytes(tensor, staging);
    const size_t row = size_t(layer.used) * sizeof(float);
    for (int r = 0; r < rows; r++) std::memcpy(layer.weights.row(first + r), data + r * row, row);
}

size_t RouterCapture::bytes() const {
    size_t held = staging.capacity();
    for (const auto & layer : layers)
        held += layer->chosen.bytes() + layer->weights.bytes() + layer->scores.bytes() + layer->margin.bytes() + layer->selection.capacity() * sizeof(float);
    return held;
}

std::vector<TensorSource> RouterCapture::tensors(int n) const {
    std::vector<TensorSource> list;
    for (const auto & layer : layers) {
        const auto add = [&](const char * name, const char * dtype, std::vector<int64_t> shape, const auto & store) {
            list.push_back({std::string("router.") + name + "." + std::to_string(layer->index), dtype, std::move(shape), store.writer(n)});
        };
        add("experts", "I32", {n, layer->used}, layer->chosen);
        add("weights", "F32", {n, layer->used}, layer->weights);
        add("scores", "F32", {n, layer->experts}, layer->scores);
        add("margin", "F32", {n}, layer->margin);
    }
    return list;
}

}  // namespace vitrine
