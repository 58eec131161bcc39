// Values of the residual stream, or of what is added to it, at positions of one text: to be put into the run of another.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "edits.h"

namespace vitrine {

class SourceValues {
public:
    SourceValues(const Inventory & inventory, int64_t width) : inventory(inventory), width(width) {}

    /** To be called before the source is evaluated, for each patch without values. */
    void want(const Edit & patch);
    bool empty() const { return nodes.empty(); }
    void attach(NodeHooks & hooks, const Span & span);
    /** The patch's values, (positions, D). Throws CodedError "bad-request" for a position that the source lacks. */
    std::vector<float> of(const Edit & patch) const;

private:
    const Inventory & inventory;
    const int64_t width;
    std::map<std::string, std::vector<float>> nodes;  // (tokens, D)
};

}  // namespace vitrine
