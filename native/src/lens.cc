#include "lens.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "error.h"
#include "logits_row.h"

namespace vitrine {

Lens::Lens(const Inventory & inventory, int threads, std::vector<int32_t> asked_ids, int top)
    : unembedding(inventory.parts().head(), threads), asked(std::move(asked_ids)) {
    const auto nodes = inventory.nodes().find("l_out");
    if (nodes == inventory.nodes().end()) throw CodedError("model-unsupported", "This model's graph does not name its residual stream.");
    for (const auto & shape : nodes->second) {
        if (shape.ne[0] != unembedding.width()) throw CodedError("model-unsupported", "This model's residual stream does not fit its output matrix.");
        layers.push_back({shape.layer, {}});
        figures.layers.push_back(shape.layer);
    }
    figures.top = std::min(top, unembedding.vocabulary());
    figures.ever_offsets.push_back(0);
}

void Lens::attach(NodeHooks & hooks) {
    for (auto & layer : layers)
        hooks.add(node_name("l_out", layer.index), Phase::capture, [this, &layer](ggml_tensor * tensor) { read(layer, tensor); });
}

void Lens::begin(int rows, std::vector<int> places) {
    batch_rows = rows;
    wanted = std::move(places);
}

void Lens::read(Layer & layer, const ggml_tensor * tensor) {
    if (wanted.empty()) return;
    const int64_t present = tensor->ne[1];
    // The last layer keeps only the rows whose logits were asked for.
    const bool chosen = present == int64_t(wanted.size()) && present != batch_rows;
    if (tensor->type != GGML_TYPE_F32 || tensor->ne[0] != unembedding.width() || (!chosen && present != batch_rows))
        throw CodedError("engine-failed", "The residual stream has a shape that this program does not know.");
    const uint8_t * data = host_bytes(tensor, staging);
    const size_t width = size_t(unembedding.width());
    layer.rows.resize(wanted.size() * width);
    for (size_t i = 0; i < wanted.size(); i++)
        std::memcpy(&layer.rows[i * width], data + (chosen ? int(i) : wanted[i]) * tensor->nb[1], width * sizeof(float));
}

void Lens::commit(const std::vector<const float *> & model_logits, Workers & workers, const std::function<void()> & between) {
    const size_t width = size_t(unembedding.width());
    std::vector<float> rows(layers.size() * width);
    for (size_t i = 0; i < wanted.size(); i++) {
        between();
        for (size_t l = 0; l < layers.size(); l++) std::memcpy(&rows[l * width], &layers[l].rows[i * width], width * sizeof(float));
        add_position(unembedding.logits(rows.data(), int(layers.size())).data(), model_logits[i], workers);
    }
}

void Lens::add_position(const float * logits, const float * model_logits, Workers & workers) {
    const int vocabulary = unembedding.vocabulary(), count = int(layers.size()), top = figures.top, ids = int(asked.size());
    const size_t at = figures.log_sum_exp.size();
    figures.log_sum_exp.resize(at + count);
    figures.entropy.resize(at + count);
    figures.ids.resize((at + count) * top);
    figures.logits.resize((at + count) * top);
    figures.asked_logits.resize((at + count) * ids);
    figures.asked_ranks.resize((at + count) * ids);
    workers.each(count, [&](int l) {
        const float * row = logits + size_t(l) * vocabulary;
        const auto sums = logit_figures(row, vocabulary, nullptr);
        figures.log_sum_exp[at + l] = sums.log_sum_exp;
        figures.entropy[at + l] = sums.entropy;
        top_logits(row, vocabulary, top, &figures.ids[(at + l) * top], &figures.logits[(at + l) * top]);
        for (int i = 0; i < ids; i++) {
            figures.asked_logits[(at + l) * ids + i] = row[asked[i]];
            figures.asked_ranks[(at + l) * ids + i] = rank_of(row, vocabulary, asked[i]);
        }
    });
    for (int l = 0; l < count; l++)
        if (!std::isfinite(figures.log_sum_exp[at + l]))
            throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
    const size_t first = size_t(figures.ever_offsets.back());
    for (int l = 0; l < count; l++) {
        const int32_t leader = figures.ids[(at + l) * top];
        if (std::find(figures.ever_ids.begin() + first, figures.ever_ids.end(), leader) == figures.ever_ids.end()) figures.ever_ids.push_back(leader);
    }
    for (size_t i = first; i < figures.ever_ids.size(); i++)
        for (int l = 0; l < count; l++) figures.ever_logits.push_back(logits[size_t(l) * vocabulary + figures.ever_ids[i]]);
    figures.ever_offsets.push_back(int32_t(figures.ever_ids.size()));
    const float * last = logits + size_t(count - 1) * vocabulary;
    float gap = 0;
    for (int i = 0; i < vocabulary; i++) gap = std::max(gap, std::fabs(last[i] - model_logits[i]));
    figures.model_gap.push_back(gap);
}

}  // namespace vitrine
