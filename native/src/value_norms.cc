#include "value_norms.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "error.h"

namespace vitrine {

namespace {

[[noreturn]] void unsupported(const std::string & what) {
    throw CodedError("model-unsupported", "What heads take from a key cannot be weighed in this model: " + what + ".");
}

/** (H, n, n): W_Oᵀ W_O of each head, n its value width, so that ‖W_O v‖² = vᵀ G v. */
std::vector<float> gram(const WeightsFile & weights, const std::string & matrix, int64_t rows, int heads, size_t width) {
    std::vector<float> products(size_t(heads) * width * width, 0);
    weights.rows(matrix, 0, rows, [&](int64_t, const float * row) {
        for (int h = 0; h < heads; h++) {
            const float * part = row + size_t(h) * width;
            float * sums = &products[size_t(h) * width * width];
            for (size_t i = 0; i < width; i++)
                for (size_t j = 0; j < width; j++) sums[i * width + j] += part[i] * part[j];
        }
    });
    return products;
}

float norm_of(const float * value, const float * products, size_t width) {
    double sum = 0;
    for (size_t i = 0; i < width; i++) {
        float along = 0;
        for (size_t j = 0; j < width; j++) along += products[i * width + j] * value[j];
        sum += double(along) * double(value[i]);
    }
    return float(std::sqrt(std::max(0.0, sum)));
}

/** The weights that turn a compressed latent into the heads' values, where the model keeps latents. */
std::string expansion_of(int layer) {
    return "blk." + std::to_string(layer) + ".attn_v_b.weight";
}

}  // namespace

ValueNorms::ValueNorms(const Inventory & inventory, int head_count) : heads(head_count) {
    const auto nodes = inventory.nodes().find("kqv_out");
    if (nodes == inventory.nodes().end()) unsupported("it has no attention");
    for (const auto & shape : nodes->second) {
        const char * node = inventory.last_of({"Vcur", "Vcur_cont"}, shape.layer);
        const auto * parts = inventory.parts().layer(shape.layer);
        if (!node || !parts || parts->output_matrix.empty()) unsupported("its graph does not name the values of attention");
        layers.push_back({shape.layer, parts, node, 0, {}});
    }
}

void ValueNorms::attach(NodeHooks & hooks) {
    for (auto & layer : layers) {
        layer.values.clear();
        hooks.add(node_name(layer.node, layer.index), Phase::capture, [this, &layer](ggml_tensor * tensor) { read(layer, tensor); });
    }
}

void ValueNorms::read(Layer & layer, const ggml_tensor * tensor) {
    const int64_t count = ggml_nelements(tensor);
    if (tensor->type != GGML_TYPE_F32 || tensor->nb[0] != sizeof(float) || rows == 0 || count % rows != 0 || tensor->ne[3] != 1)
        throw CodedError("engine-failed", "The values of attention have a shape that this program does not know.");
    const uint8_t * data = host_bytes(tensor, staging);
    layer.width = size_t(count / rows);
    layer.values.resize(size_t(first + rows) * layer.width);
    // Tokens are the slowest axis, whether or not heads have one of their own. Several nodes of a layer may carry the name: the last
    // one, with bias, stands.
    float * target = &layer.values[size_t(first) * layer.width];
    for (int64_t k = 0; k < tensor->ne[2]; k++)
        for (int64_t j = 0; j < tensor->ne[1]; j++, target += tensor->ne[0])
            std::memcpy(target, data + k * tensor->nb[2] + j * tensor->nb[1], size_t(tensor->ne[0]) * sizeof(float));
}

void ValueNorms::add_layer(const WeightsFile & weights, const Layer & layer, float * norms, size_t tokens) const {
    const auto [columns, rows] = weights.shape(layer.parts->output_matrix);
    if (columns % heads != 0 || tokens * layer.width != layer.values.size()) unsupported("its heads differ in width");
    const size_t width = size_t(columns / heads);
    const auto products = gram(weights, layer.parts->output_matrix, rows, heads, width);
    const std::string expansion = expansion_of(layer.index);
    const bool latent = weights.shape(expansion) == std::pair<int64_t, int64_t>{int64_t(layer.width), columns};
    std::vector<float> up;
    if (latent) {
        up.reserve(size_t(columns) * layer.width);
        weights.rows(expansion, 0, columns, [&](int64_t, const float * row) { up.insert(up.end(), row, row + layer.width); });
    }
    const size_t kept = latent ? size_t(heads) : layer.width / width;
    if (kept == 0 || size_t(heads) % kept != 0) unsupported("its heads differ in width");
    std::vector<float> expanded(width);
    for (size_t t = 0; t < tokens; t++) {
        const float * values = &layer.values[t * layer.width];
        for (int h = 0; h < heads; h++) {
            const float * own = values + size_t(h) / (size_t(heads) / kept) * width;
            if (latent) {
                for (size_t i = 0; i < width; i++) {
                    const float * row = &up[(size_t(h) * width + i) * layer.width];
                    float sum = 0;
                    for (size_t j = 0; j < layer.width; j++) sum += row[j] * values[j];
                    expanded[i] = sum;
                }
                own = expanded.data();
            }
            norms[size_t(h) * tokens + t] = norm_of(own, &products[size_t(h) * width * width], width);
        }
    }
}

ValueNormFigures ValueNorms::compute(const WeightsFile & weights, Workers & workers) const {
    ValueNormFigures figures;
    figures.heads = heads;
    const size_t tokens = layers.empty() || layers[0].width == 0 ? 0 : layers[0].values.size() / layers[0].width;
    figures.tokens = int(tokens);
    for (const auto & layer : layers) figures.layers.push_back(layer.index);
    figures.norms.assign(layers.size() * size_t(heads) * tokens, NAN);
    workers.each_or_throw(int(layers.size()), [&](int l) { add_layer(weights, layers[size_t(l)], &figures.norms[size_t(l) * size_t(heads) * tokens], tokens); });
    return figures;
}

}  // namespace vitrine
