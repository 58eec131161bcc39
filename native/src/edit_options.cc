#include <limits>
#include <map>

#include "error.h"
#include "options.h"

namespace vitrine {

namespace {

const std::map<std::string, EditKind> kinds{
    {"expert-off", EditKind::expert_off},         {"expert-reroute", EditKind::expert_reroute},   {"expert-force", EditKind::expert_force},
    {"head-off", EditKind::head_off},             {"head-mean", EditKind::head_mean},             {"attention-block", EditKind::attention_block},
    {"attention-write-off", EditKind::attention_write_off}, {"ffn-write-off", EditKind::ffn_write_off}, {"residual-scale", EditKind::residual_scale},
    {"residual-add", EditKind::residual_add},     {"residual-patch", EditKind::residual_patch},
    {"attention-write-patch", EditKind::attention_write_patch}, {"ffn-write-patch", EditKind::ffn_write_patch},
};

bool given(const Napi::Object & options, const char * name) {
    return !options.Get(name).IsUndefined();
}

int index_of(const Napi::Object & options, const char * name) {
    return given(options, name) ? integer(options, name, 0, 1 << 24) : -1;
}

std::vector<float> floats(const Napi::Value & value) {
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_float32_array)
        throw CodedError("bad-request", "The option “values” must be a Float32Array.");
    const auto array = value.As<Napi::Float32Array>();
    return {array.Data(), array.Data() + array.ElementLength()};
}

Edit edit_of(const Napi::Value & value) {
    if (!value.IsObject()) throw CodedError("bad-request", "An edit must be an object.");
    const auto options = value.As<Napi::Object>();
    const auto kind = kinds.find(text(options, "kind"));
    if (kind == kinds.end()) throw CodedError("bad-request", "There is no such kind of edit.");
    Edit edit;
    edit.kind = kind->second;
    edit.layer = index_of(options, "layer");
    edit.expert = index_of(options, "expert");
    edit.head = index_of(options, "head");
    edit.token = index_of(options, "token");
    if (edit.kind == EditKind::attention_block) edit.from = integer(options, "from", 0, 1 << 24);
    edit.to = index_of(options, "to");
    edit.everywhere = !given(options, "positions");
    if (!edit.everywhere) edit.positions = token_list(options.Get("positions"));
    const double most = std::numeric_limits<float>::max();
    if (given(options, "factor")) edit.factor = float(number(options, "factor", -most, most));
    if (given(options, "sourcePositions")) edit.sources = token_list(options.Get("sourcePositions"));
    if (given(options, "values")) edit.values = floats(options.Get("values"));
    return edit;
}

}  // namespace

EditsSpec edits_spec(const Napi::Object & options) {
    EditsSpec spec;
    const auto edits = options.Get("edits");
    if (!edits.IsUndefined() && !edits.IsArray()) throw CodedError("bad-request", "The option “edits” must be an array.");
    if (edits.IsArray()) spec.edits = edit_list(edits.As<Napi::Array>());
    if (given(options, "meanTokens")) spec.mean_tokens = integer(options, "meanTokens", 0, 1 << 24);
    return spec;
}

std::vector<Edit> edit_list(const Napi::Array & values) {
    std::vector<Edit> edits;
    for (uint32_t i = 0; i < values.Length(); i++) edits.push_back(edit_of(values.Get(i)));
    return edits;
}

}  // namespace vitrine
