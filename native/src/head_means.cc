#include "head_means.h"

#include <algorithm>

#include "evaluation.h"
#include "inventory.h"
#include "node_memory.h"

namespace vitrine {

std::vector<int32_t> mean_text(const std::vector<int32_t> & tokens, int count) {
    return {tokens.begin(), count > 0 && count < int(tokens.size()) ? tokens.begin() + count : tokens.end()};
}

void HeadMeans::want(int layer, int64_t width) {
    layers[layer].sums.assign(size_t(width), 0);
}

void HeadMeans::attach(NodeHooks & hooks) {
    for (auto & [index, layer] : layers) {
        auto * target = &layer;
        hooks.add(node_name("kqv_out", index), Phase::capture, [target](ggml_tensor * tensor) {
            const auto width = int64_t(target->sums.size());
            const NodeMemory memory(tensor, GGML_TYPE_F32, width);
            for (int64_t r = 0; r < tensor->ne[1]; r++) {
                const float * row = memory.row<float>(r);
                for (int64_t i = 0; i < width; i++) target->sums[size_t(i)] += double(row[i]);
            }
            target->rows += tensor->ne[1];
        });
    }
}

bool HeadMeans::measure(EvaluationContext & context, const std::vector<int32_t> & tokens, const std::atomic<bool> & stop) {
    if (layers.empty()) return true;
    attach(context.hooks);
    const int total = int(tokens.size()), chunk = context.spec.micro_batch_tokens;
    Batch batch(chunk);
    bool whole = true;
    for (int first = 0; whole && first < total; first += chunk) {
        batch.clear();
        for (int i = first; i < std::min(total, first + chunk); i++) batch.add(tokens[i], i, 0, true);
        whole = !stop && decode(context, batch);
    }
    context.hooks.clear();
    context.reset();
    return whole;
}

float HeadMeans::mean(int layer, int64_t i) const {
    const auto & found = layers.at(layer);
    return float(found.sums[size_t(i)] / double(found.rows));
}

}  // namespace vitrine
