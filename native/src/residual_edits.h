// Changes of the residual stream after a layer, and of what attention and feed-forward add to it.
#pragma once

#include "edits.h"

namespace vitrine {

/** The node that an edit of this kind writes; empty for kinds of other nodes. Throws CodedError "model-unsupported". */
std::string stream_node(const Inventory & inventory, EditKind kind, int layer);

class ResidualEdits : public NodeEdits {
public:
    ResidualEdits(const Inventory & inventory, const std::vector<Edit> & edits);
    void attach(NodeHooks & hooks, const Span & span) override;

private:
    struct Entry {
        std::string node;
        const Edit * edit;
        int64_t width;
    };
    static void change(const Entry & entry, ggml_tensor * tensor, const Span & span);

    std::vector<Entry> entries;
};

}  // namespace vitrine
