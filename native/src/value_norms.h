// How much each key can give through each head: ‖W_O[:, h] · v_jh‖ (Kobayashi et al. 2020). Multiplied with the attention weights it
// says what a head takes from a key, where the weights alone say only where it looks.
#pragma once

#include <vector>

#include "hooks.h"
#include "inventory.h"
#include "weights_file.h"
#include "workers.h"

namespace vitrine {

struct ValueNormFigures {
    std::vector<int32_t> layers;  // L
    int heads = 0, tokens = 0;
    std::vector<float> norms;     // L × H × T
};

class ValueNorms {
public:
    /** Throws CodedError "model-unsupported", with what is missing. */
    ValueNorms(const Inventory & inventory, int heads);

    /** Hooks for decodes whose rows are the text's tokens in order. */
    void attach(NodeHooks & hooks);
    void begin(int first_row, int row_count) { first = first_row, rows = row_count; }

    ValueNormFigures compute(const WeightsFile & weights, Workers & workers) const;

private:
    struct Layer {
        int index;
        const LayerParts * parts;
        std::string node;
        size_t width = 0;           // of one token's values, all heads that keep their own
        std::vector<float> values;  // T × width
    };
    void read(Layer & layer, const ggml_tensor * tensor);
    void add_layer(const WeightsFile & weights, const Layer & layer, float * norms, size_t tokens) const;

    const int heads;
    std::vector<Layer> layers;
    int first = 0, rows = 0;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
