// Experts switched off, never chosen, or always chosen.
#pragma once

#include <map>

#include "edits.h"

namespace vitrine {

class RouterEdits : public NodeEdits {
public:
    RouterEdits(const Inventory & inventory, const std::vector<Edit> & edits);
    void attach(NodeHooks & hooks, const Span & span) override;

private:
    struct Layer {
        int index, experts, used;
        std::string selection_node, weights_node;
        std::vector<const Edit *> edits;
        // Of the decode in progress.
        std::vector<float> selection;  // (rows, E)
        std::vector<int32_t> chosen;   // (rows, K)
    };
    static void read_selection(Layer & layer, ggml_tensor * tensor, const Span & span);
    static void change_choice(Layer & layer, ggml_tensor * tensor, const Span & span);
    static void change_row(const Layer & layer, const float * scores, int32_t * chosen, int position);
    static void change_weights(Layer & layer, ggml_tensor * tensor, const Span & span);

    std::map<int, Layer> layers;
};

}  // namespace vitrine
