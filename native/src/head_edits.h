// Heads switched off, or set to their mean over the text, in `kqv_out`: the heads' outputs before the output matrix.
#pragma once

#include <map>

#include "edits.h"

namespace vitrine {

class HeadEdits : public NodeEdits {
public:
    HeadEdits(const Inventory & inventory, const std::vector<Edit> & edits);

    /** Adds up what each layer's heads put out; their means are in force once `attach` is called. */
    void measure(NodeHooks & hooks);
    void attach(NodeHooks & hooks, const Span & span) override;

private:
    struct Layer {
        std::vector<const Edit *> edits;
        int heads = 0;
        int64_t width = 0;         // of all heads together
        std::vector<double> sums;  // (width), over `rows` rows
        int64_t rows = 0;
    };
    void change(Layer & layer, ggml_tensor * tensor, const Span & span);

    std::map<int, Layer> layers;
};

}  // namespace vitrine
