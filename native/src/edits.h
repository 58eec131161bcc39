// Interventions: what a run changes inside the model. Each writes a node of the graph once it is computed and before a later node
// reads it. An edit that would change nothing writes nothing, so that its run is equal to one without it to the last bit.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "head_means.h"
#include "load.h"

namespace vitrine {

enum class EditKind {
    expert_off, expert_reroute, expert_force, head_off, head_mean, attention_block, attention_write_off, ffn_write_off, residual_scale, residual_add,
    residual_patch, attention_write_patch, ffn_write_patch,
};

/** The value comes from elsewhere, position by position. */
bool is_patch(EditKind kind);

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
    std::vector<float> values;       // residual_add: (D), unless `token` is given; patches: (positions, D)
    std::vector<int32_t> sources;    // patches of a sweep: where in its source text the values are, instead of `values`

    bool at(int position) const;
    /** Row of `values` that belongs to a position; −1 when there is none. */
    int row_of(int position) const;
    /** The first position whose evaluation it can change. */
    int first() const;
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
    /**
     * `means`: asked for those that the edits need; they have to be measured before an edited decode. Throws CodedError "bad-request" for a
     * layer, head, expert or width that the model lacks, "model-unsupported" where its graph lacks a node.
     */
    EditSet(LoadedModel & model, std::vector<Edit> edits, HeadMeans & means);
    EditSet(const EditSet &) = delete;
    EditSet & operator=(const EditSet &) = delete;

    bool empty() const { return edits.empty(); }
    void attach(NodeHooks & hooks);
    void begin(int first, int rows) { span = {first, rows}; }

private:
    std::vector<Edit> edits;
    std::vector<std::unique_ptr<NodeEdits>> parts;
    Span span;
};

[[noreturn]] void refuse_edit(const std::string & what);

/** Edits may take a model where its arithmetic ends. Throws CodedError "bad-request". */
void require_finite(const float * logits, int vocabulary, int position);

}  // namespace vitrine
