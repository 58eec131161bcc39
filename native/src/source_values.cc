#include "source_values.h"

#include <algorithm>

#include "node_memory.h"
#include "residual_edits.h"

namespace vitrine {

void SourceValues::want(const Edit & patch) {
    nodes[stream_node(inventory, patch.kind, patch.layer)];
}

void SourceValues::attach(NodeHooks & hooks, const Span & span) {
    for (auto & [node, values] : nodes) {
        auto * target = &values;
        hooks.add(node, Phase::capture, [this, target, &span](ggml_tensor * tensor) {
            const NodeMemory memory(tensor, GGML_TYPE_F32, width);
            if (tensor->ne[1] != span.rows) throw CodedError("engine-failed", "The residual stream has a shape that this program does not know.");
            target->resize(size_t(span.first + span.rows) * width);
            for (int r = 0; r < span.rows; r++) std::copy_n(memory.row<float>(r), width, target->data() + size_t(span.first + r) * width);
        });
    }
}

std::vector<float> SourceValues::of(const Edit & patch) const {
    const auto & values = nodes.at(stream_node(inventory, patch.kind, patch.layer));
    std::vector<float> rows;
    for (const int32_t position : patch.sources) {
        const size_t begin = size_t(position) * width;
        if (position < 0 || begin + width > values.size()) refuse_edit("the source has no position " + std::to_string(position));
        rows.insert(rows.end(), values.begin() + begin, values.begin() + begin + width);
    }
    return rows;
}

}  // namespace vitrine
