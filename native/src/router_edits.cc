#include "router_edits.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "node_memory.h"

namespace vitrine {

RouterEdits::RouterEdits(const Inventory & inventory, const std::vector<Edit> & edits) {
    for (const auto & edit : edits) {
        if (edit.kind != EditKind::expert_off && edit.kind != EditKind::expert_reroute && edit.kind != EditKind::expert_force) continue;
        const auto * choice = inventory.find("ffn_moe_topk", edit.layer);
        const auto * scores = inventory.find("ffn_moe_probs", edit.layer);
        const char * selection = inventory.last_of({"ffn_moe_probs", "ffn_moe_probs_biased", "ffn_moe_probs_masked"}, edit.layer);
        const char * weights = inventory.last_of({"ffn_moe_weights", "ffn_moe_weights_softmax", "ffn_moe_weights_norm", "ffn_moe_weights_scaled"}, edit.layer);
        if (!choice || !scores || !selection || !weights) refuse_edit("layer " + std::to_string(edit.layer) + " has no experts");
        auto & layer = layers[edit.layer];
        layer.index = edit.layer;
        layer.experts = int(scores->ne[0]);
        layer.used = int(choice->ne[0]);
        layer.selection_node = selection;
        layer.weights_node = weights;
        if (edit.expert < 0 || edit.expert >= layer.experts) refuse_edit("layer " + std::to_string(edit.layer) + " has no expert " + std::to_string(edit.expert));
        layer.edits.push_back(&edit);
    }
}

void RouterEdits::attach(NodeHooks & hooks, const Span & span) {
    for (auto & [index, layer] : layers) {
        auto * target = &layer;
        const auto on = [&](const std::string & node, void (*change)(Layer &, ggml_tensor *, const Span &)) {
            hooks.add(node_name(node, target->index), Phase::edit, [target, change, &span](ggml_tensor * tensor) { change(*target, tensor, span); });
        };
        on(target->selection_node, read_selection);
        on("ffn_moe_topk", change_choice);
        on(target->weights_node, change_weights);
    }
}

void RouterEdits::read_selection(Layer & layer, ggml_tensor * tensor, const Span & span) {
    const NodeMemory memory(tensor, GGML_TYPE_F32, layer.experts);
    layer.selection.resize(size_t(span.rows) * layer.experts);
    for (int r = 0; r < span.rows; r++) std::copy_n(memory.row<float>(r), layer.experts, &layer.selection[size_t(r) * layer.experts]);
}

void RouterEdits::change_row(const Layer & layer, const float * scores, int32_t * chosen, int position) {
    std::set<int> never, always;
    for (const auto * edit : layer.edits) {
        if (!edit->at(position)) continue;
        if (edit->kind == EditKind::expert_reroute) never.insert(edit->expert);
        if (edit->kind == EditKind::expert_force) always.insert(edit->expert);
    }
    if (never.empty() && always.empty()) return;
    std::vector<int32_t> kept;
    for (int k = 0; k < layer.used; k++)
        if (!never.count(chosen[k])) kept.push_back(chosen[k]);
    while (int(kept.size()) < layer.used) {
        // The next best takes the place; outside the groups of the choice the score is −∞.
        int best = -1;
        for (int e = 0; e < layer.experts; e++)
            if (!never.count(e) && std::find(kept.begin(), kept.end(), e) == kept.end() && scores[e] > -INFINITY && (best < 0 || scores[e] > scores[best])) best = e;
        if (best < 0) refuse_edit("re-routing leaves fewer than " + std::to_string(layer.used) + " experts in layer " + std::to_string(layer.index) + " at position " + std::to_string(position));
        kept.push_back(best);
    }
    for (const int expert : always) {
        if (std::find(kept.begin(), kept.end(), expert) != kept.end()) continue;
        int slot = layer.used - 1;
        while (slot >= 0 && always.count(kept[slot])) slot--;
        if (slot < 0) refuse_edit("more than " + std::to_string(layer.used) + " experts are forced in layer " + std::to_string(layer.index));
        kept.erase(kept.begin() + slot);
        kept.push_back(expert);
    }
    std::copy(kept.begin(), kept.end(), chosen);
}

void RouterEdits::change_choice(Layer & layer, ggml_tensor * tensor, const Span & span) {
    // A view of the first K of E sorted ids: rows are E apart.
    NodeMemory memory(tensor, GGML_TYPE_I32, layer.used);
    layer.chosen.resize(size_t(span.rows) * layer.used);
    for (int r = 0; r < span.rows; r++) {
        int32_t * chosen = memory.row<int32_t>(r);
        change_row(layer, &layer.selection[size_t(r) * layer.experts], chosen, span.first + r);
        std::copy_n(chosen, layer.used, &layer.chosen[size_t(r) * layer.used]);
    }
    memory.store();
}

void RouterEdits::change_weights(Layer & layer, ggml_tensor * tensor, const Span & span) {
    if (!ggml_is_contiguous(tensor) || ggml_nelements(tensor) != int64_t(layer.used) * span.rows)
        throw CodedError("engine-failed", "The gate weights are laid out in a way that this program does not know.");
    NodeMemory memory(tensor, GGML_TYPE_F32, tensor->ne[0]);
    float * weights = memory.row<float>(0);
    for (int r = 0; r < span.rows; r++)
        for (const auto * edit : layer.edits) {
            if (edit->kind != EditKind::expert_off || !edit->at(span.first + r)) continue;
            for (int k = 0; k < layer.used; k++)
                if (layer.chosen[size_t(r) * layer.used + k] == edit->expert) weights[size_t(r) * layer.used + k] = 0;
        }
    memory.store();
}

}  // namespace vitrine
