// Interventions: what a run changes inside the model. Each writes a node of the graph once it is computed and before a later node
// reads it. An edit that would change nothing writes nothing, so that its run is equal to one without it to the last bit.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "load.h"

namespace vitrine {

enum class EditKind {
    expert_off, expert_reroute, expert_force, head_off, head_mean, attention_block, attention_write_off, ffn_write_off, residual_scale, residual_add, residual_patch,
};

struct Edit {
    EditKind kind;
    int layer = -1;                  // −1: every layer (attention_block)
    int expert = -1;
    int head = -1;                   // −1: every head (attention_block)
    bool everywhere = true;          // at every position; else at `positions`
    std::vector<int32_t> positions;
    int from = -1, to = -1;          // attention_block: key and query; to −1: every query behind the key
    float factor = 1;                // residual_scale, residual_add
    int token = -1;                  // residual_add: its row of the output matrix is added
    std::vector<float> values;       // residual_add: (D), unless `token` is given; residual_patch: (positions, D)

    bool at(int position) const;
    /** Row of `values` that belongs to a position; −1 when there is none. */
    int row_of(int position) const;
};

/** The tokens of the decode in progress. Hooks read it. */
struct Span {
    int first = 0, rows = 0;
};

/** Part of an EditSet: the edits of one kind of node. */
class NodeEdits {
public:
    virtual ~NodeEdits() = default;
    virtual void attach(NodeHooks & hooks, const Span & span) = 0;
};

class EditSet {
public:
    /** Throws CodedError "bad-request" for a layer, head, expert or width that the model lacks, "model-unsupported" where its graph lacks a node. */
    EditSet(LoadedModel & model, std::vector<Edit> edits);

    bool empty() const { return edits.empty(); }
    /** Some head is set to its mean: it has to be measured over the text first, with `attach_measuring` in place of `attach`. */
    bool needs_means() const;
    void attach_measuring(NodeHooks & hooks);
    void attach(NodeHooks & hooks);
    void begin(int first, int rows) { span = {first, rows}; }

private:
    std::vector<Edit> edits;
    std::vector<std::unique_ptr<NodeEdits>> parts;
    class HeadEdits * heads = nullptr;  // among `parts`
    Span span;
};

[[noreturn]] void refuse_edit(const std::string & what);

}  // namespace vitrine
