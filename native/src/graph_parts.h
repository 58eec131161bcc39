// What adds to a model's residual stream, found in the graph: some of these nodes have no name of their own.
#pragma once

#include <map>
#include <string>

#include "ggml.h"
#include "output_head.h"

namespace vitrine {

/** One layer's two writes into the residual stream. */
struct LayerParts {
    std::string output_matrix;     // name of W_O's tensor; empty when heads are not projected by one matrix
    bool attention_direct = false; // `attn_write-<layer>` (hooks.h) is all that attention adds; else it is a difference
    std::string ffn_node;          // base name of the node that the feed-forward adds; empty when it is a difference
    bool ffn_input = false;        // `ffn_inp-<layer>`, the residual between the two
};

class GraphParts {
public:
    /** To be called with every node of a graph, in its order. */
    void visit(const ggml_tensor * node);

    const OutputHead & head() const { return output; }
    bool embedding() const { return has_embedding; }
    const LayerParts * layer(int index) const;

private:
    std::map<int, LayerParts> layers;
    std::map<int, const ggml_tensor *> writes;  // of the graph that is being visited
    OutputHead output;
    bool has_embedding = false;
};

/** The layer in a name such as "ffn_inp-3" when its base is `base`; else −1. */
int layer_of(const char * name, const char * base);

}  // namespace vitrine
