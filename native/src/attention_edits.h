// Edges blocked in the scores that the softmax of attention takes, so that the other keys share the weight.
#pragma once

#include "edits.h"

namespace vitrine {

class AttentionEdits : public NodeEdits {
public:
    AttentionEdits(const Inventory & inventory, const std::vector<Edit> & edits);
    void attach(NodeHooks & hooks, const Span & span) override;

private:
    struct Layer {
        int index, heads;
        std::string node;
        std::vector<const Edit *> edits;
    };
    static void change(const Layer & layer, ggml_tensor * tensor, const Span & span);

    std::vector<Layer> layers;
};

}  // namespace vitrine
