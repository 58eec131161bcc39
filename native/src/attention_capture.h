// Reads attention weights (`kq_soft_max`) into packed rows and sums the head metrics on the way.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>

#include "attention_store.h"
#include "hooks.h"
#include "inventory.h"
#include "tensor_source.h"
#include "workers.h"

namespace vitrine {

constexpr int metric_count = 6;  // entropy, distance, first, previous, self, induction

struct AttentionSpec {
    int only_layer = -1, only_head = -1;  // both ≥ 0: one head, whole at any length, no metrics
    int whole_limit = 1024;               // beyond as many tokens, top keys replace whole rows
};

class AttentionCapture {
public:
    /** `tokens`: the run's tokens, of which those below a row are set when it is read. `expected`: how many to expect at least. */
    AttentionCapture(const Inventory & inventory, const AttentionSpec & spec, int layers, const std::vector<int32_t> & tokens, int expected);

    void attach(NodeHooks & hooks, Workers & workers);
    void begin(int first, int rows);
    /** The rows of `begin` are complete in all layers. */
    void commit();

    size_t bytes() const;
    std::vector<TensorSource> tensors(int tokens) const;

private:
    struct Layer {
        int heads = 0;
        std::unique_ptr<TriangleStore> whole;
        std::unique_ptr<KeyStore> keys;
        std::vector<double> sums, pending;  // heads × metrics: committed, and of the rows in progress
    };
    void read(Layer & layer, const ggml_tensor * tensor, Workers & workers);
    void read_head(Layer & layer, int head, const uint8_t * data, const size_t * stride);
    void go_sparse(int rows);
    void add_metrics(double * metrics, const float * weights, int row, const RowSums & sums) const;
    void add_tensors(std::vector<TensorSource> & list, int layer, const Layer & source, int tokens) const;

    const AttentionSpec spec;
    const int model_layers;
    const std::vector<int32_t> & tokens;
    std::map<int, Layer> layers;
    /** Token → keys whose previous token it is, ascending. */
    std::unordered_map<int32_t, std::vector<int>> followers;
    int followed = 1;
    bool sparse = false;
    int first = 0, rows = 0;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
