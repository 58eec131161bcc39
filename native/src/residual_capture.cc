#include "residual_capture.h"

#include <cstring>

#include "error.h"

namespace vitrine {

ResidualCapture::ResidualCapture(const Inventory & inventory) {
    const auto nodes = inventory.nodes().find("l_out");
    if (nodes == inventory.nodes().end()) throw CodedError("model-unsupported", "This model's graph does not name its residual stream.");
    for (const auto & shape : nodes->second) layers.emplace(shape.layer, size_t(shape.ne[0]));
}

void ResidualCapture::attach(NodeHooks & hooks) {
    for (auto & [index, store] : layers) {
        auto * target = &store;
        hooks.add(node_name("l_out", index), Phase::capture, [this, target](ggml_tensor * tensor) { read(*target, tensor); });
    }
}

void ResidualCapture::read(RowStore<float> & store, const ggml_tensor * tensor) {
    // In the last layer only rows whose logits were asked for exist; a run asks for all.
    if (tensor->type != GGML_TYPE_F32 || size_t(tensor->ne[0]) != store.width || tensor->ne[1] != rows)
        throw CodedError("engine-failed", "The residual stream has a shape that this program does not know.");
    const uint8_t * data = host_bytes(tensor, staging);
    for (int r = 0; r < rows; r++) std::memcpy(store.row(first + r), data + r * tensor->nb[1], store.width * sizeof(float));
}

size_t ResidualCapture::bytes() const {
    size_t held = staging.capacity();
    for (const auto & [index, store] : layers) held += store.bytes();
    return held;
}

std::vector<TensorSource> ResidualCapture::tensors(int n) const {
    std::vector<TensorSource> list;
    for (const auto & [index, store] : layers)
        list.push_back({"residual." + std::to_string(index), "F32", {n, int64_t(store.width)}, store.writer(n)});
    return list;
}

}  // namespace vitrine
