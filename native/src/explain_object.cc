#include "explain_object.h"

#include <algorithm>

#include "error.h"
#include "options.h"

namespace vitrine {

namespace {

constexpr int most_positions = 1 << 24, most_top = 256;

template <typename Array, typename T>
Napi::Value array_of(Napi::Env env, const std::vector<T> & values) {
    auto array = Array::New(env, values.size());
    std::copy(values.begin(), values.end(), array.Data());
    return array;
}

const auto & ints = array_of<Napi::Int32Array, int32_t>;
const auto & floats = array_of<Napi::Float32Array, float>;
const auto & doubles = array_of<Napi::Float64Array, double>;

Napi::Value lens_result(Napi::Env env, const LensFigures & lens) {
    auto result = Napi::Object::New(env);
    result.Set("layers", ints(env, lens.layers));
    result.Set("top", lens.top);
    result.Set("ids", ints(env, lens.ids));
    result.Set("logits", floats(env, lens.logits));
    result.Set("logSumExp", doubles(env, lens.log_sum_exp));
    result.Set("entropy", doubles(env, lens.entropy));
    result.Set("askedLogits", floats(env, lens.asked_logits));
    result.Set("askedRanks", ints(env, lens.asked_ranks));
    result.Set("everOffsets", ints(env, lens.ever_offsets));
    result.Set("everIds", ints(env, lens.ever_ids));
    result.Set("everLogits", floats(env, lens.ever_logits));
    result.Set("modelGap", floats(env, lens.model_gap));
    return result;
}

Napi::Value contributions_result(Napi::Env env, const ContributionFigures & figures) {
    auto result = Napi::Object::New(env);
    result.Set("layers", ints(env, figures.layers));
    result.Set("heads", figures.heads);
    result.Set("slots", figures.slots);
    result.Set("logit", figures.logit);
    result.Set("sigma", figures.sigma);
    result.Set("embedding", figures.embedding);
    result.Set("bias", figures.bias);
    result.Set("attention", doubles(env, figures.attention));
    result.Set("headValues", doubles(env, figures.head_values));
    result.Set("ffn", doubles(env, figures.ffn));
    result.Set("shared", doubles(env, figures.shared));
    result.Set("slotValues", doubles(env, figures.slot_values));
    result.Set("experts", ints(env, figures.experts));
    result.Set("gates", floats(env, figures.gates));
    return result;
}

}  // namespace

ExplainSpec explain_spec(const Napi::Object & options) {
    ExplainSpec spec;
    spec.tokens = token_list(options.Get("tokens"));
    spec.positions = token_list(options.Get("positions"));
    spec.asked = token_list(options.Get("asked"));
    const auto lens = options.Get("lens");
    if (!lens.IsBoolean()) throw CodedError("bad-request", "The option “lens” must be true or false.");
    spec.lens = lens.As<Napi::Boolean>().Value();
    spec.value_norms = options.Get("valueNorms").ToBoolean().Value();
    spec.top = integer(options, "top", 1, most_top);
    const auto contributions = options.Get("contributions");
    if (contributions.IsObject()) {
        const auto wanted = contributions.As<Napi::Object>();
        ContributionSpec part;
        part.position = integer(wanted, "position", 0, most_positions);
        part.target = integer(wanted, "target", 0, std::numeric_limits<int>::max());
        if (!wanted.Get("foil").IsUndefined()) part.foil = integer(wanted, "foil", 0, std::numeric_limits<int>::max());
        spec.contributions = part;
    }
    const auto made_with = edits_spec(options);
    spec.edits = made_with.edits;
    spec.mean_tokens = made_with.mean_tokens;
    const auto context = options.Get("context");
    if (!context.IsObject()) throw CodedError("bad-request", "The option “context” must be an object.");
    spec.context = context_spec(context.As<Napi::Object>());
    return spec;
}

Napi::Value explain_result(Napi::Env env, const ExplainOutcome & outcome) {
    auto result = Napi::Object::New(env);
    auto predictions = Napi::Object::New(env);
    predictions.Set("first", ints(env, outcome.predictions.first));
    predictions.Set("logSumExp", doubles(env, outcome.predictions.log_sum_exp));
    predictions.Set("askedLogits", floats(env, outcome.predictions.asked_logits));
    predictions.Set("askedRanks", ints(env, outcome.predictions.asked_ranks));
    result.Set("predictions", predictions);
    if (outcome.lens) result.Set("lens", lens_result(env, *outcome.lens));
    if (outcome.value_norms) {
        auto norms = Napi::Object::New(env);
        norms.Set("layers", ints(env, outcome.value_norms->layers));
        norms.Set("heads", outcome.value_norms->heads);
        norms.Set("norms", floats(env, outcome.value_norms->norms));
        result.Set("valueNorms", norms);
    }
    if (outcome.contributions) result.Set("contributions", contributions_result(env, *outcome.contributions));
    return result;
}

}  // namespace vitrine
