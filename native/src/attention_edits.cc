#include "attention_edits.h"

#include <cmath>

#include "node_memory.h"

namespace vitrine {

AttentionEdits::AttentionEdits(const Inventory & inventory, const std::vector<Edit> & edits) {
    std::vector<const Edit *> blocks;
    for (const auto & edit : edits)
        if (edit.kind == EditKind::attention_block) blocks.push_back(&edit);
    if (blocks.empty()) return;
    const auto nodes = inventory.nodes().find("kq_soft_max");
    if (nodes == inventory.nodes().end()) throw CodedError("model-unsupported", "This model's graph has no attention weights.");
    for (const auto & shape : nodes->second) {
        // What the softmax takes: the last of these that the layer has.
        const char * node = inventory.last_of({"kq", "kq_tanh", "kq_scaled", "kq_scaled_2", "kq_plus_kq_b"}, shape.layer);
        Layer layer{shape.layer, int(shape.ne[2]), node ? node : "", {}};
        for (const auto * edit : blocks) {
            if (edit->layer >= 0 && edit->layer != shape.layer) continue;
            if (!node) throw CodedError("model-unsupported", "Layer " + std::to_string(shape.layer) + " does not show its attention scores.");
            if (edit->head >= layer.heads) refuse_edit("layer " + std::to_string(shape.layer) + " has no head " + std::to_string(edit->head));
            layer.edits.push_back(edit);
        }
        if (!layer.edits.empty()) layers.push_back(std::move(layer));
    }
    for (const auto * edit : blocks) {
        bool found = edit->layer < 0;
        for (const auto & layer : layers) found = found || layer.index == edit->layer;
        if (!found) throw CodedError("model-unsupported", "Layer " + std::to_string(edit->layer) + " has no attention weights.");
    }
}

void AttentionEdits::attach(NodeHooks & hooks, const Span & span) {
    for (const auto & layer : layers)
        hooks.add(node_name(layer.node, layer.index), Phase::edit, [&layer, &span](ggml_tensor * tensor) { change(layer, tensor, span); });
}

void AttentionEdits::change(const Layer & layer, ggml_tensor * tensor, const Span & span) {
    // Dimension 0 is the KV cache's cells, padded; a run fills them in the order of its tokens.
    NodeMemory memory(tensor, GGML_TYPE_F32, tensor->ne[0]);
    if (tensor->ne[1] != span.rows || tensor->ne[2] != layer.heads || tensor->ne[0] < span.first + span.rows)
        throw CodedError("engine-failed", "The attention scores have a shape that this program does not know.");
    for (const auto * edit : layer.edits)
        for (int r = 0; r < span.rows; r++) {
            const int query = span.first + r;
            if (edit->to >= 0 ? query != edit->to : query <= edit->from) continue;
            for (int head = 0; head < layer.heads; head++)
                if (edit->head < 0 || edit->head == head) memory.row<float>(r, head)[edit->from] = -INFINITY;
        }
    memory.store();
}

}  // namespace vitrine
