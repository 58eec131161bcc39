#include "sweep_object.h"

#include <algorithm>
#include <limits>

#include "error.h"
#include "options.h"

namespace vitrine {

namespace {

Napi::Value figures_object(Napi::Env env, const SweepFigures & figures) {
    auto logprobs = Napi::Float64Array::New(env, figures.logprobs.size());
    std::copy(figures.logprobs.begin(), figures.logprobs.end(), logprobs.Data());
    auto result = Napi::Object::New(env);
    result.Set("first", figures.first);
    result.Set("logprobs", logprobs);
    return result;
}

}  // namespace

SweepSpec sweep_spec(const Napi::Object & options) {
    SweepSpec spec;
    spec.tokens = token_list(options.Get("tokens"));
    spec.asked = token_list(options.Get("asked"));
    if (!options.Get("source").IsUndefined()) spec.source = token_list(options.Get("source"));
    const auto made_with = edits_spec(options);
    spec.edits = made_with.edits;
    spec.mean_tokens = made_with.mean_tokens;
    for (const auto & value : array(options, "variants")) {
        if (!value.IsArray()) throw CodedError("bad-request", "A variant must be an array of edits.");
        spec.variants.push_back(edit_list(value.As<Napi::Array>()));
    }
    const auto context = options.Get("context");
    if (!context.IsObject()) throw CodedError("bad-request", "The option “context” must be an object.");
    spec.context = context_spec(context.As<Napi::Object>());
    if (spec.context.flash_attention) throw CodedError("bad-request", "Edits are swept without flash attention, so that attention can be edited too.");
    return spec;
}

Napi::Value sweep_result(Napi::Env env, const SweepOutcome & outcome, size_t asked) {
    const size_t count = outcome.variants.size();
    auto clean = Napi::Float64Array::New(env, count * asked), edited = Napi::Float64Array::New(env, count * asked);
    auto first = Napi::Int32Array::New(env, count);
    for (size_t i = 0; i < count; i++) {
        const auto & variant = outcome.variants[i];
        first[i] = variant.edited.first;
        const auto copy = [&](const SweepFigures & figures, Napi::Float64Array & into) {
            for (size_t a = 0; a < asked; a++) into[i * asked + a] = figures.first < 0 ? std::numeric_limits<double>::quiet_NaN() : figures.logprobs[a];
        };
        copy(variant.clean, clean);
        copy(variant.edited, edited);
    }
    auto result = Napi::Object::New(env);
    result.Set("stopped", outcome.stopped);
    result.Set("whole", figures_object(env, outcome.whole));
    if (outcome.source) result.Set("source", figures_object(env, *outcome.source));
    if (outcome.again) result.Set("again", figures_object(env, *outcome.again));
    result.Set("first", first);
    result.Set("clean", clean);
    result.Set("edited", edited);
    return result;
}

}  // namespace vitrine
