#include "probes.h"

#include <algorithm>
#include <vector>

#include "attention_row.h"
#include "divergence.h"
#include "logits_row.h"
#include "operation.h"
#include "options.h"

namespace vitrine {

namespace {

struct Floats {
    const float * data;
    int count;
};

Floats floats_of(const Napi::CallbackInfo & info, int place = 0) {
    if (!info[place].IsTypedArray() || info[place].As<Napi::TypedArray>().TypedArrayType() != napi_float32_array)
        throw coded_error(info.Env(), "bad-request", "A Float32Array is missing.");
    const auto array = info[place].As<Napi::Float32Array>();
    return {array.Data(), int(array.ElementLength())};
}

/** (logits) → {logSumExp, entropy, logSumExpByBeta, ids, values} */
Napi::Value logit_row(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const auto logits = floats_of(info);
    const int kept = std::min(logits.count, logits_kept);
    auto betas = Napi::Float32Array::New(env, beta_count);
    auto ids = Napi::Int32Array::New(env, kept);
    auto values = Napi::Float32Array::New(env, kept);
    const auto figures = logit_figures(logits.data, logits.count, betas.Data());
    top_logits(logits.data, logits.count, kept, ids.Data(), values.Data());
    auto result = Napi::Object::New(env);
    result.Set("logSumExp", figures.log_sum_exp);
    result.Set("entropy", figures.entropy);
    result.Set("logSumExpByBeta", betas);
    result.Set("ids", ids);
    result.Set("values", values);
    return result;
}

/** (logits, sampling, count) → ids drawn one after the other from the same row */
Napi::Value draw(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const auto logits = floats_of(info);
    if (!info[1].IsObject() || !info[2].IsNumber()) throw coded_error(env, "bad-request", "Sampling options and a count are missing.");
    Sampler sampler(with_js_errors(env, [&] { return sampling_spec(info[1].As<Napi::Object>()); }));
    auto drawn = Napi::Int32Array::New(env, info[2].As<Napi::Number>().Uint32Value());
    const double sum = logit_figures(logits.data, logits.count, nullptr).log_sum_exp;
    for (size_t i = 0; i < drawn.ElementLength(); i++) drawn[i] = sampler.next(logits.data, logits.count, sum);
    return drawn;
}

/** (weights) → {total, entropy, position, packed}: one attention row */
Napi::Value attention_row(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const auto weights = floats_of(info);
    auto packed = Napi::Uint16Array::New(env, weights.count);
    const auto sums = pack_row(weights.data, weights.count, packed.Data());
    auto result = Napi::Object::New(env);
    result.Set("total", sums.total);
    result.Set("entropy", sums.entropy);
    result.Set("position", sums.position);
    result.Set("packed", packed);
    return result;
}

/** (logits, logits) → Jensen-Shannon divergence */
Napi::Value divergence(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    LogitRow rows[2];
    for (int side = 0; side < 2; side++) {
        const auto logits = floats_of(info, side);
        if (side == 1 && logits.count != floats_of(info).count) throw coded_error(env, "bad-request", "The rows differ in length.");
        rows[side] = {logits.data, logit_figures(logits.data, logits.count, nullptr).log_sum_exp};
    }
    return Napi::Number::New(env, jensen_shannon(rows[0], rows[1], floats_of(info).count));
}

}  // namespace

void install_probes(Napi::Env env, Napi::Object exports) {
    auto probes = Napi::Object::New(env);
    probes.Set("logitRow", Napi::Function::New(env, logit_row, "logitRow"));
    probes.Set("draw", Napi::Function::New(env, draw, "draw"));
    probes.Set("attentionRow", Napi::Function::New(env, attention_row, "attentionRow"));
    probes.Set("divergence", Napi::Function::New(env, divergence, "divergence"));
    exports.Set("probes", probes);
}

}  // namespace vitrine
