#include "attention_capture.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "attention_maps.h"
#include "error.h"

namespace vitrine {

AttentionCapture::AttentionCapture(const Inventory & inventory, const AttentionSpec & spec, int model_layers,
                                   const std::vector<int32_t> & tokens, int expected)
    : spec(spec), model_layers(model_layers), tokens(tokens) {
    const auto nodes = inventory.nodes().find("kq_soft_max");
    if (nodes == inventory.nodes().end()) throw CodedError("model-unsupported", "This model's graph has no attention weights.");
    sparse = spec.only_head < 0 && expected > spec.whole_limit;
    for (const auto & shape : nodes->second) {
        if (spec.only_head >= 0 && shape.layer != spec.only_layer) continue;
        if (spec.only_head >= shape.ne[2]) throw CodedError("bad-request", "This layer has no head " + std::to_string(spec.only_head) + ".");
        Layer & layer = layers[shape.layer];
        layer.heads = spec.only_head >= 0 ? 1 : int(shape.ne[2]);
        if (sparse) layer.keys = std::make_unique<KeyStore>(layer.heads);
        else layer.whole = std::make_unique<TriangleStore>(layer.heads);
        layer.sums.assign(size_t(layer.heads) * metric_count, 0);
        layer.pending = layer.sums;
    }
    if (layers.empty()) throw CodedError("bad-request", "Layer " + std::to_string(spec.only_layer) + " has no attention weights.");
}

void AttentionCapture::attach(NodeHooks & hooks, Workers & workers) {
    for (auto & [index, layer] : layers) {
        auto * target = &layer;
        hooks.add(node_name("kq_soft_max", index), Phase::capture,
                  [this, target, &workers](ggml_tensor * tensor) { read(*target, tensor, workers); });
    }
}

void AttentionCapture::begin(int first_row, int row_count) {
    first = first_row;
    rows = row_count;
    if (!sparse && spec.only_head < 0 && first + rows > spec.whole_limit) go_sparse(first);
    for (auto & [index, layer] : layers) {
        if (layer.whole) layer.whole->reserve(first + rows);
        else layer.keys->reserve(first + rows);
        std::fill(layer.pending.begin(), layer.pending.end(), 0.0);
    }
    for (; followed < first + rows; followed++) followers[tokens[followed - 1]].push_back(followed);
}

void AttentionCapture::commit() {
    for (auto & [index, layer] : layers)
        for (size_t i = 0; i < layer.sums.size(); i++) layer.sums[i] += layer.pending[i];
}

void AttentionCapture::go_sparse(int done) {
    for (auto & [index, layer] : layers) {
        layer.keys = std::make_unique<KeyStore>(layer.heads);
        layer.keys->reserve(done);
        for (int row = 0; row < done; row++)
            for (int head = 0; head < layer.heads; head++) layer.keys->set(row, head, layer.whole->at(row, head));
        layer.whole.reset();
    }
    sparse = true;
}

void AttentionCapture::read(Layer & layer, const ggml_tensor * tensor, Workers & workers) {
    if (tensor->type != GGML_TYPE_F32 || tensor->ne[1] != rows || tensor->ne[0] < first + rows || tensor->ne[3] != 1)
        throw CodedError("engine-failed", "The attention weights have a shape that this program does not know.");
    const uint8_t * data = host_bytes(tensor, staging);
    // A single token is less work than waking a thread for it.
    if (rows < 8) {
        for (int head = 0; head < layer.heads; head++) read_head(layer, head, data, tensor->nb);
        return;
    }
    workers.each(layer.heads, [&](int head) { read_head(layer, head, data, tensor->nb); });
}

void AttentionCapture::read_head(Layer & layer, int head, const uint8_t * data, const size_t * stride) {
    thread_local std::vector<half> scratch;
    const int source = spec.only_head >= 0 ? spec.only_head : head;
    for (int r = 0; r < rows; r++) {
        const int row = first + r;
        const auto * weights = reinterpret_cast<const float *>(data + size_t(source) * stride[2] + size_t(r) * stride[1]);
        half * packed;
        if (layer.whole) {
            packed = layer.whole->at(row, head);
        } else {
            scratch.resize(row + 1);
            packed = scratch.data();
        }
        const RowSums sums = pack_row(weights, row + 1, packed);
        if (layer.keys) layer.keys->set(row, head, packed);
        if (row > 0) add_metrics(&layer.pending[size_t(head) * metric_count], weights, row, sums);
    }
}

void AttentionCapture::add_metrics(double * metrics, const float * weights, int row, const RowSums & sums) const {
    metrics[0] += sums.entropy;
    metrics[1] += sums.total * row - sums.position;
    metrics[2] += weights[0];
    metrics[3] += weights[row - 1];
    metrics[4] += weights[row];
    const auto found = followers.find(tokens[row]);
    if (found == followers.end()) return;
    for (const int key : found->second) {
        if (key > row) break;
        metrics[5] += weights[key];
    }
}

size_t AttentionCapture::bytes() const {
    size_t held = staging.capacity();
    for (const auto & [index, layer] : layers) held += layer.whole ? layer.whole->bytes() : layer.keys->bytes();
    return held;
}

void AttentionCapture::add_tensors(std::vector<TensorSource> & list, int index, const Layer & layer, int n) const {
    const int heads = layer.heads;
    if (layer.whole) {
        const auto * store = layer.whole.get();
        list.push_back({"attention." + std::to_string(index), "F16", {heads, n, n},
                        [store, n](uint8_t * target) { dense_map(*store, n, reinterpret_cast<half *>(target)); }});
        list.push_back({"attention.mean." + std::to_string(index), "F16", {n, n},
                        [store, n](uint8_t * target) { mean_map(*store, n, reinterpret_cast<half *>(target)); }});
    } else {
        const auto * store = layer.keys.get();
        list.push_back({"attention.keys." + std::to_string(index), "I32", {heads, n, keys_per_row}, [store, heads, n](uint8_t * target) {
                            for (int head = 0; head < heads; head++)
                                for (int i = 0; i < n; i++, target += keys_per_row * sizeof(int32_t))
                                    std::memcpy(target, store->keys.row(i) + size_t(head) * keys_per_row, keys_per_row * sizeof(int32_t));
                        }});
        list.push_back({"attention.weights." + std::to_string(index), "F16", {heads, n, keys_per_row}, [store, heads, n](uint8_t * target) {
                            for (int head = 0; head < heads; head++)
                                for (int i = 0; i < n; i++, target += keys_per_row * sizeof(half))
                                    std::memcpy(target, store->weights.row(i) + size_t(head) * keys_per_row, keys_per_row * sizeof(half));
                        }});
    }
}

std::vector<TensorSource> AttentionCapture::tensors(int n) const {
    std::vector<TensorSource> list;
    if (spec.only_head >= 0) {
        const auto * store = layers.begin()->second.whole.get();
        const std::string name = "attention." + std::to_string(spec.only_layer) + "." + std::to_string(spec.only_head);
        list.push_back({name, "F16", {n, n}, [store, n](uint8_t * target) { dense_map(*store, n, reinterpret_cast<half *>(target)); }});
        return list;
    }
    int heads = 0;
    for (const auto & [index, layer] : layers) {
        add_tensors(list, index, layer, n);
        heads = std::max(heads, layer.heads);
    }
    // A layer without attention, or with fewer heads, is NaN in the metrics and 0 in the thumbnails.
    list.push_back({"attention.metrics", "F32", {model_layers, heads, metric_count}, [this, heads, n](uint8_t * target) {
                        auto * metrics = reinterpret_cast<float *>(target);
                        std::fill(metrics, metrics + size_t(model_layers) * heads * metric_count, NAN);
                        if (n < 2) return;
                        for (const auto & [index, layer] : layers)
                            for (size_t i = 0; i < layer.sums.size(); i++)
                                metrics[size_t(index) * heads * metric_count + i] = float(layer.sums[i] / (n - 1));
                    }});
    const int size = std::min(n, pooled_size);
    const auto pooled = [this, heads, n, size](bool first_key, half * target) {
        const size_t map = size_t(heads) * size * size, line = size_t(heads) * size, width = first_key ? line : map;
        std::fill(target, target + width * model_layers, half(0));
        std::vector<half> other(first_key ? map : line);
        for (const auto & [index, layer] : layers) {
            half * place = target + width * index;
            half * maps = first_key ? other.data() : place;
            half * lines = first_key ? place : other.data();
            if (layer.whole) pooled_maps(*layer.whole, n, maps, lines);
            else pooled_maps(*layer.keys, layer.heads, n, maps, lines);
        }
    };
    list.push_back({"attention.pooled", "F16", {model_layers, heads, size, size},
                    [pooled](uint8_t * target) { pooled(false, reinterpret_cast<half *>(target)); }});
    list.push_back({"attention.pooled_first", "F16", {model_layers, heads, size},
                    [pooled](uint8_t * target) { pooled(true, reinterpret_cast<half *>(target)); }});
    return list;
}

}  // namespace vitrine
