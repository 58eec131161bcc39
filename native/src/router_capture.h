// Reads what the router of each mixture-of-experts layer decided. E experts, K used.
#pragma once

#include <memory>
#include <vector>

#include "hooks.h"
#include "inventory.h"
#include "row_store.h"
#include "tensor_source.h"

namespace vitrine {

class RouterCapture {
public:
    explicit RouterCapture(const Inventory & inventory);

    void attach(NodeHooks & hooks);
    void begin(int first_row, int row_count) { first = first_row, rows = row_count; }

    size_t bytes() const;
    std::vector<TensorSource> tensors(int tokens) const;

private:
    struct Layer {
        Layer(int index, int experts, int used) : index(index), experts(experts), used(used), chosen(used), weights(used), scores(experts), margin(1) {}
        const int index, experts, used;
        // The graph builder replaces some nodes by later ones; these are the ones in force.
        const char * selection_node = nullptr;
        const char * weights_node = nullptr;
        RowStore<int32_t> chosen;
        RowStore<float> weights, scores, margin;
        std::vector<float> selection;  // rows in progress × E: what the choice was made by
    };
    void read_scores(Layer & layer, const ggml_tensor * tensor);
    void read_selection(Layer & layer, const ggml_tensor * tensor);
    void read_chosen(Layer & layer, const ggml_tensor * tensor);
    void read_weights(Layer & layer, const ggml_tensor * tensor);
    void expect(const ggml_tensor * tensor, ggml_type type, int64_t values) const;

    std::vector<std::unique_ptr<Layer>> layers;
    int first = 0, rows = 0;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
