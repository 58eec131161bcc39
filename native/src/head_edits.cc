#include "head_edits.h"

#include "node_memory.h"

namespace vitrine {

HeadEdits::HeadEdits(const Inventory & inventory, const std::vector<Edit> & edits, HeadMeans & means) : means(means) {
    for (const auto & edit : edits) {
        if (edit.kind != EditKind::head_off && edit.kind != EditKind::head_mean) continue;
        const auto * output = inventory.find("kqv_out", edit.layer);
        const auto * weights = inventory.find("kq_soft_max", edit.layer);
        if (!output || !weights) throw CodedError("model-unsupported", "Layer " + std::to_string(edit.layer) + " has no attention heads that can be edited.");
        Layer & layer = layers[edit.layer];
        layer.index = edit.layer;
        layer.heads = int(weights->ne[2]);
        layer.width = output->ne[0];
        if (edit.head < 0 || edit.head >= layer.heads) refuse_edit("layer " + std::to_string(edit.layer) + " has no head " + std::to_string(edit.head));
        if (layer.width % layer.heads != 0) throw CodedError("model-unsupported", "The heads of layer " + std::to_string(edit.layer) + " cannot be told apart.");
        layer.edits.push_back(&edit);
        if (edit.kind == EditKind::head_mean) means.want(edit.layer, layer.width);
    }
}

void HeadEdits::attach(NodeHooks & hooks, const Span & span) {
    for (auto & [index, layer] : layers) {
        const auto * target = &layer;
        hooks.add(node_name("kqv_out", index), Phase::edit, [this, target, &span](ggml_tensor * tensor) { change(*target, tensor, span); });
    }
}

void HeadEdits::change(const Layer & layer, ggml_tensor * tensor, const Span & span) const {
    NodeMemory memory(tensor, GGML_TYPE_F32, layer.width);
    const int64_t share = layer.width / layer.heads;
    for (int r = 0; r < span.rows; r++)
        for (const auto * edit : layer.edits) {
            if (!edit->at(span.first + r)) continue;
            float * values = memory.row<float>(r) + edit->head * share;
            for (int64_t i = 0; i < share; i++)
                values[i] = edit->kind == EditKind::head_off ? 0.0f : means.mean(layer.index, edit->head * share + i);
        }
    memory.store();
}

}  // namespace vitrine
