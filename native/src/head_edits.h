// Heads switched off, or set to their mean over the text, in `kqv_out`: the heads' outputs before the output matrix.
#pragma once

#include <map>

#include "edits.h"
#include "head_means.h"

namespace vitrine {

class HeadEdits : public NodeEdits {
public:
    /** Asks `means` for those that its edits need; they have to be measured before what is attached runs. */
    HeadEdits(const Inventory & inventory, const std::vector<Edit> & edits, HeadMeans & means);

    void attach(NodeHooks & hooks, const Span & span) override;

private:
    struct Layer {
        std::vector<const Edit *> edits;
        int index = 0, heads = 0;
        int64_t width = 0;  // of all heads together
    };
    void change(const Layer & layer, ggml_tensor * tensor, const Span & span) const;

    const HeadMeans & means;
    std::map<int, Layer> layers;
};

}  // namespace vitrine
