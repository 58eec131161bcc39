// Which named nodes a model's graph has, per layer, learned from a one-token evaluation.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph_parts.h"
#include "llama.h"

namespace vitrine {

struct NodeShape {
    int layer;
    int64_t ne[4];
};

class Inventory {
public:
    /** Evaluates one token in a small context without flash attention. Throws CodedError when the model cannot be evaluated. */
    static Inventory learn(llama_model * model);

    /** Base name → layers in order of appearance. */
    const std::map<std::string, std::vector<NodeShape>> & nodes() const { return by_name; }
    /** What adds to the residual stream, and how it becomes logits. */
    const GraphParts & parts() const { return graph_parts; }
    const NodeShape * find(const std::string & name, int layer) const;
    /** The last of `names` that exists in `layer`, as the graph builder replaces earlier ones; nullptr when none does. */
    const char * last_of(const std::vector<const char *> & names, int layer) const;

private:
    static bool callback(ggml_tensor * tensor, bool ask, void * inventory);
    std::map<std::string, std::vector<NodeShape>> by_name;
    GraphParts graph_parts;
};

/** "kq_soft_max" and 3 → "kq_soft_max-3". */
std::string node_name(const std::string & base, int layer);

}  // namespace vitrine
