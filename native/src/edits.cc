#include "edits.h"

#include <algorithm>
#include <cmath>

#include "attention_edits.h"
#include "error.h"
#include "head_edits.h"
#include "residual_edits.h"
#include "router_edits.h"
#include "weights_file.h"

namespace vitrine {

void refuse_edit(const std::string & what) {
    throw CodedError("bad-request", "This edit cannot be made: " + what + ".");
}

void require_finite(const float * logits, int vocabulary, int position) {
    for (int i = 0; i < vocabulary; i++)
        if (!std::isfinite(logits[i])) refuse_edit("with it the model has no finite logits at position " + std::to_string(position));
}

bool Edit::at(int position) const {
    return everywhere || std::find(positions.begin(), positions.end(), position) != positions.end();
}

bool is_patch(EditKind kind) {
    return kind == EditKind::residual_patch || kind == EditKind::attention_write_patch || kind == EditKind::ffn_write_patch;
}

int Edit::row_of(int position) const {
    const auto found = std::find(positions.begin(), positions.end(), position);
    return found == positions.end() ? -1 : int(found - positions.begin());
}

int Edit::first() const {
    if (kind == EditKind::attention_block) return to >= 0 ? to : from + 1;
    return everywhere || positions.empty() ? 0 : *std::min_element(positions.begin(), positions.end());
}

namespace {

void check(const LoadedModel & model, const Edit & edit) {
    const bool any_layer = edit.kind == EditKind::attention_block && edit.layer == -1;
    if (!any_layer && (edit.layer < 0 || edit.layer >= model.layers))
        refuse_edit("layer " + std::to_string(edit.layer) + " does not exist, layers go from 0 to " + std::to_string(model.layers - 1));
    if (is_patch(edit.kind) && edit.values.size() != edit.positions.size() * size_t(model.width)) refuse_edit("the patch is not as wide as the model");
    if (edit.kind == EditKind::residual_add && edit.token < 0 && edit.values.size() != size_t(model.width)) refuse_edit("the direction is not as wide as the model");
    if (edit.token >= model.vocabulary) refuse_edit("token " + std::to_string(edit.token) + " does not exist");
}

/** The row of the output matrix that a token's logit is a product with. */
std::vector<float> unembedding_row(LoadedModel & model, int token) {
    const auto & head = model.inventory().parts().head();
    if (!head.matrix) throw CodedError("model-unsupported", "A token's direction is not known in this model: " + head.missing + ".");
    std::vector<float> direction;
    WeightsFile(model.path).rows(head.matrix->name, token, 1, [&](int64_t, const float * row) { direction.assign(row, row + model.width); });
    return direction;
}

}  // namespace

EditSet::EditSet(LoadedModel & model, std::vector<Edit> list, HeadMeans & means) : edits(std::move(list)) {
    if (edits.empty()) return;
    for (auto & edit : edits) {
        check(model, edit);
        if (edit.kind == EditKind::residual_add && edit.token >= 0) edit.values = unembedding_row(model, edit.token);
    }
    // From here on `edits` does not move: the parts point into it.
    const auto & inventory = model.inventory();
    parts.push_back(std::make_unique<HeadEdits>(inventory, edits, means));
    parts.push_back(std::make_unique<AttentionEdits>(inventory, edits));
    parts.push_back(std::make_unique<RouterEdits>(inventory, edits));
    parts.push_back(std::make_unique<ResidualEdits>(inventory, edits));
}

void EditSet::attach(NodeHooks & hooks) {
    for (auto & part : parts) part->attach(hooks, span);
}

}  // namespace vitrine
