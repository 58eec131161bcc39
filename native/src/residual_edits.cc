#include "residual_edits.h"

#include <cmath>

#include "node_memory.h"

namespace vitrine {

std::string stream_node(const Inventory & inventory, EditKind kind, int layer) {
    const auto * parts = inventory.parts().layer(layer);
    switch (kind) {
        case EditKind::attention_write_off:
        case EditKind::attention_write_patch:
            if (!parts || !parts->attention_direct)
                throw CodedError("model-unsupported", "What attention adds in layer " + std::to_string(layer) + " cannot be changed in this model: its graph does not show it.");
            return node_name("attn_write", layer);
        case EditKind::ffn_write_off:
        case EditKind::ffn_write_patch:
            if (!parts || parts->ffn_node.empty())
                throw CodedError("model-unsupported", "What the feed-forward adds in layer " + std::to_string(layer) + " cannot be changed in this model: its graph does not show it.");
            return node_name(parts->ffn_node, layer);
        case EditKind::residual_scale:
        case EditKind::residual_add:
        case EditKind::residual_patch:
            if (!inventory.find("l_out", layer)) throw CodedError("model-unsupported", "This model's graph does not name its residual stream.");
            return node_name("l_out", layer);
        default:
            return "";
    }
}

namespace {

float edited(const Edit & edit, float value, const float * values, int64_t i) {
    switch (edit.kind) {
        case EditKind::residual_scale: return value * edit.factor;
        case EditKind::residual_add: return value + edit.factor * values[i];
        case EditKind::residual_patch:
        case EditKind::attention_write_patch:
        case EditKind::ffn_write_patch: return values[i];
        default: return 0;
    }
}

}  // namespace

ResidualEdits::ResidualEdits(const Inventory & inventory, const std::vector<Edit> & edits) {
    const auto * stream = inventory.find("l_out", 0);
    for (const auto & edit : edits) {
        const std::string node = stream_node(inventory, edit.kind, edit.layer);
        if (node.empty()) continue;
        if (!stream) throw CodedError("model-unsupported", "This model's graph does not name its residual stream.");
        entries.push_back({node, &edit, stream->ne[0]});
    }
}

void ResidualEdits::attach(NodeHooks & hooks, const Span & span) {
    for (const auto & entry : entries)
        hooks.add(entry.node, Phase::edit, [&entry, &span](ggml_tensor * tensor) { change(entry, tensor, span); });
}

void ResidualEdits::change(const Entry & entry, ggml_tensor * tensor, const Span & span) {
    const Edit & edit = *entry.edit;
    NodeMemory memory(tensor, GGML_TYPE_F32, entry.width);
    if (tensor->ne[1] != span.rows) throw CodedError("engine-failed", "The residual stream has a shape that this program does not know.");
    const bool patch = is_patch(edit.kind);
    for (int r = 0; r < span.rows; r++) {
        const int position = span.first + r, source = patch ? edit.row_of(position) : 0;
        if (patch ? source < 0 : !edit.at(position)) continue;
        float * row = memory.row<float>(r);
        const float * values = edit.values.data() + size_t(source) * entry.width;
        for (int64_t i = 0; i < entry.width; i++) {
            const float value = edited(edit, row[i], values, i);
            // Nothing that is not finite is written: llama.cpp's own sorting does not bear it.
            if (!std::isfinite(value))
                refuse_edit("it makes the residual stream infinite after layer " + std::to_string(edit.layer) + " at position " + std::to_string(position));
            row[i] = value;
        }
    }
    memory.store();
}

}  // namespace vitrine
