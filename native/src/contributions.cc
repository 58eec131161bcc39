#include "contributions.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "error.h"
#include "unembedding.h"

namespace vitrine {

namespace {

[[noreturn]] void unsupported(const std::string & what) {
    throw CodedError("model-unsupported", "The parts of a logit cannot be told apart in this model: " + what + ".");
}

double dot(const std::vector<double> & u, const float * values) {
    double sum = 0;
    for (size_t i = 0; i < u.size(); i++) sum += u[i] * double(values[i]);
    return sum;
}

/** u · (a − b), for values that are only known as a difference. */
double dot_difference(const std::vector<double> & u, const std::vector<float> & a, const std::vector<float> & b) {
    double sum = 0;
    for (size_t i = 0; i < u.size(); i++) sum += u[i] * (double(a[i]) - double(b[i]));
    return sum;
}

}  // namespace

Contributions::Contributions(const Inventory & known, int head_count) : inventory(known), heads(head_count) {
    const auto & parts = inventory.parts();
    if (!parts.head().missing.empty()) unsupported(parts.head().missing);
    if (!parts.embedding()) unsupported("its graph does not name the embedding");
    const auto nodes = inventory.nodes().find("l_out");
    if (nodes == inventory.nodes().end()) unsupported("its graph does not name its residual stream");
    for (const auto & shape : nodes->second) {
        Layer layer{};
        layer.index = shape.layer;
        layer.parts = parts.layer(shape.layer);
        if (!layer.parts || !layer.parts->ffn_input) unsupported("its graph does not name the residual stream between attention and feed-forward");
        if (const auto * chosen = inventory.find("ffn_moe_topk", shape.layer)) {
            layer.gate_node = inventory.last_of({"ffn_moe_weights", "ffn_moe_weights_softmax", "ffn_moe_weights_norm", "ffn_moe_weights_scaled"}, shape.layer);
            layer.used = int(chosen->ne[0]);
            slots = std::max(slots, layer.used);
        }
        layers.push_back(std::move(layer));
    }
}

void Contributions::take(const std::string & node, Vector & target, NodeHooks & hooks) {
    hooks.add(node, Phase::capture, [this, &target](ggml_tensor * tensor) {
        if (tensor->type != GGML_TYPE_F32) throw CodedError("engine-failed", std::string("The node ") + tensor->name + " has a type that this program does not know.");
        const uint8_t * data = host_bytes(tensor, staging);
        target.resize(size_t(ggml_nelements(tensor)));
        size_t at = 0;
        for (int64_t k = 0; k < tensor->ne[2]; k++)
            for (int64_t j = 0; j < tensor->ne[1]; j++, at += size_t(tensor->ne[0]))
                std::memcpy(&target[at], data + k * tensor->nb[2] + j * tensor->nb[1], size_t(tensor->ne[0]) * sizeof(float));
    });
}

void Contributions::attach(NodeHooks & hooks) {
    take("embd", embedding, hooks);
    for (auto & layer : layers) {
        const int l = layer.index;
        if (layer.parts->attention_direct) take(node_name("attn_write", l), layer.attention, hooks);
        take(node_name("ffn_inp", l), layer.ffn_input, hooks);
        if (!layer.parts->output_matrix.empty()) take(node_name("kqv_out", l), layer.heads, hooks);
        if (!layer.parts->ffn_node.empty()) take(node_name(layer.parts->ffn_node, l), layer.ffn, hooks);
        take(node_name("l_out", l), layer.output, hooks);
        if (inventory.find("ffn_shexp", l)) take(node_name("ffn_shexp", l), layer.shared, hooks);
        if (layer.used == 0) continue;
        if (inventory.find("ffn_moe_weighted", l)) take(node_name("ffn_moe_weighted", l), layer.slots, hooks);
        if (layer.gate_node) take(node_name(layer.gate_node, l), layer.gates, hooks);
        hooks.add(node_name("ffn_moe_topk", l), Phase::capture, [this, &layer](ggml_tensor * tensor) {
            const uint8_t * data = host_bytes(tensor, staging);
            layer.experts.resize(size_t(layer.used));
            for (int k = 0; k < layer.used; k++) std::memcpy(&layer.experts[k], data + k * tensor->nb[0], sizeof(int32_t));
        });
    }
}

double Contributions::sigma() const {
    const auto & last = layers.back().output;
    double squares = 0;
    for (const float x : last) squares += double(x) * double(x);
    return std::sqrt(squares / double(last.size()) + double(inventory.parts().head().epsilon));
}

/** (D): γ ⊙ W_U[t] / σ, of the target or of target − foil. */
std::vector<double> Contributions::direction(const WeightsFile & weights, int32_t target, int32_t foil) const {
    const auto & head = inventory.parts().head();
    const auto norm = read_vector(head.norm);
    std::vector<double> u(norm.size(), 0);
    const auto add = [&](int32_t id, double sign) {
        weights.rows(head.matrix->name, id, 1, [&](int64_t, const float * row) {
            for (size_t i = 0; i < u.size(); i++) u[i] += sign * double(row[i]);
        });
    };
    add(target, 1);
    if (foil >= 0) add(foil, -1);
    const double factor = double(head.scale) / sigma();
    for (size_t i = 0; i < u.size(); i++) u[i] *= double(norm[i]) * factor;
    return u;
}

void Contributions::add_layer(const WeightsFile & weights, const std::vector<double> & u, size_t at, const Vector & before, ContributionFigures & figures) const {
    const auto & layer = layers[at];
    const size_t width = u.size();
    figures.attention[at] = layer.parts->attention_direct ? dot(u, layer.attention.data()) : dot_difference(u, layer.ffn_input, before);
    figures.ffn[at] = layer.parts->ffn_node.empty() ? dot_difference(u, layer.output, layer.ffn_input) : dot(u, layer.ffn.data());
    if (layer.shared.size() == width) figures.shared[at] = dot(u, layer.shared.data());
    for (int k = 0; k < layer.used && layer.slots.size() == width * size_t(layer.used); k++) {
        const size_t slot = at * size_t(slots) + size_t(k);
        figures.slot_values[slot] = dot(u, &layer.slots[size_t(k) * width]);
        figures.experts[slot] = layer.experts[k];
        if (layer.gates.size() == size_t(layer.used)) figures.gates[slot] = layer.gates[k];
    }
    // Heads: W_Oᵀ u, then each head's share of it against the head's output.
    const auto [columns, rows] = weights.shape(layer.parts->output_matrix);
    if (layer.heads.empty() || size_t(columns) != layer.heads.size() || size_t(rows) != width || columns % heads != 0) return;
    std::vector<double> seen(size_t(columns), 0);
    weights.rows(layer.parts->output_matrix, 0, rows, [&](int64_t row, const float * values) {
        const double factor = u[size_t(row)];
        for (int64_t i = 0; i < columns; i++) seen[size_t(i)] += factor * double(values[i]);
    });
    const int64_t share = columns / heads;
    for (int h = 0; h < heads; h++) {
        double sum = 0;
        for (int64_t i = h * share; i < (h + 1) * share; i++) sum += seen[size_t(i)] * double(layer.heads[size_t(i)]);
        figures.head_values[at * size_t(heads) + size_t(h)] = sum;
    }
}

ContributionFigures Contributions::compute(const WeightsFile & weights, int32_t target, int32_t foil, const float * logits, Workers & workers) const {
    ContributionFigures figures;
    const size_t count = layers.size();
    figures.heads = heads;
    figures.slots = slots;
    for (const auto & layer : layers) figures.layers.push_back(layer.index);
    figures.attention.assign(count, NAN);
    figures.ffn.assign(count, NAN);
    figures.shared.assign(count, NAN);
    figures.head_values.assign(count * size_t(heads), NAN);
    figures.slot_values.assign(count * size_t(slots), NAN);
    figures.experts.assign(count * size_t(slots), -1);
    figures.gates.assign(count * size_t(slots), NAN);
    figures.logit = double(logits[target]) - (foil >= 0 ? double(logits[foil]) : 0);
    figures.sigma = sigma();
    const auto u = direction(weights, target, foil);
    figures.embedding = dot(u, embedding.data());
    if (const auto * bias = inventory.parts().head().bias) {
        const auto values = read_vector(bias);
        figures.bias = double(values[size_t(target)]) - (foil >= 0 ? double(values[size_t(foil)]) : 0);
    }
    workers.each_or_throw(int(count), [&](int l) { add_layer(weights, u, size_t(l), l == 0 ? embedding : layers[size_t(l) - 1].output, figures); });
    return figures;
}

}  // namespace vitrine
