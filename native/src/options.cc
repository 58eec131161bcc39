#include "options.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "error.h"

namespace vitrine {

namespace {

[[noreturn]] void wrong(const std::string & name, const std::string & expected) {
    throw CodedError("bad-request", "The option “" + name + "” must be " + expected + ".");
}

bool flag(const Napi::Object & options, const char * name) {
    const auto value = options.Get(name);
    if (!value.IsBoolean()) wrong(name, "true or false");
    return value.As<Napi::Boolean>().Value();
}

Napi::Object object(const Napi::Object & options, const char * name) {
    const auto value = options.Get(name);
    if (!value.IsObject()) wrong(name, "an object");
    return value.As<Napi::Object>();
}

/** [first sequence, position, second sequence, position, count] */
DivergenceSpec divergence_spec(const Napi::Value & value) {
    const auto numbers = token_list(value);
    if (numbers.size() != 5 || std::any_of(numbers.begin(), numbers.end(), [](int32_t number) { return number < 0; }))
        wrong("divergences", "an array of Int32Array of five numbers");
    return {{{numbers[0], numbers[1]}, {numbers[2], numbers[3]}}, numbers[4]};
}

CaptureSpec capture_spec(const Napi::Object & options) {
    CaptureSpec spec;
    const auto attention = options.Get("attention");
    if (attention.IsBoolean()) {
        spec.attention = attention.As<Napi::Boolean>().Value();
    } else if (attention.IsObject()) {
        spec.attention = true;
        spec.attention_spec.only_layer = integer(attention.As<Napi::Object>(), "layer", 0, 100'000);
        spec.attention_spec.only_head = integer(attention.As<Napi::Object>(), "head", 0, 100'000);
    } else {
        wrong("attention", "true, false or {layer, head}");
    }
    if (!options.Get("attentionWholeLimit").IsUndefined())
        spec.attention_spec.whole_limit = integer(options, "attentionWholeLimit", 0, std::numeric_limits<int>::max());
    spec.router = flag(options, "router");
    spec.residual = flag(options, "residual");
    spec.logits = flag(options, "logits");
    return spec;
}

}  // namespace

double number(const Napi::Object & options, const char * name, double least, double most) {
    const auto value = options.Get(name);
    if (!value.IsNumber()) wrong(name, "a number");
    const double result = value.As<Napi::Number>().DoubleValue();
    if (!(result >= least && result <= most)) wrong(name, "between " + std::to_string(least) + " and " + std::to_string(most));
    return result;
}

std::string text(const Napi::Object & options, const char * name) {
    const auto value = options.Get(name);
    if (!value.IsString()) wrong(name, "a string");
    return value.As<Napi::String>().Utf8Value();
}

std::vector<Napi::Value> array(const Napi::Object & options, const char * name) {
    const auto value = options.Get(name);
    std::vector<Napi::Value> items;
    if (value.IsUndefined()) return items;
    if (!value.IsArray()) wrong(name, "an array");
    const auto list = value.As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) items.push_back(list.Get(i));
    return items;
}

int integer(const Napi::Object & options, const char * name, int least, int most) {
    const double value = number(options, name, least, most);
    if (value != std::floor(value)) wrong(name, "a whole number");
    return int(value);
}

std::vector<int32_t> token_list(const Napi::Value & value) {
    if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) wrong("tokens", "an Int32Array");
    const auto array = value.As<Napi::Int32Array>();
    return {array.Data(), array.Data() + array.ElementLength()};
}

SamplingSpec sampling_spec(const Napi::Object & options) {
    SamplingSpec spec;
    spec.temperature = number(options, "temperature", 0, 1000);
    spec.top_k = integer(options, "topK", 0, std::numeric_limits<int>::max());
    spec.top_p = number(options, "topP", 0, 1);
    spec.min_p = number(options, "minP", 0, 1);
    spec.seed = uint32_t(number(options, "seed", 0, 4294967295.0));
    return spec;
}

LoadSpec load_spec(const Napi::Object & options) {
    LoadSpec spec;
    spec.path = text(options, "path");
    spec.gpu_layers = integer(options, "gpuLayers", 0, 100'000);
    spec.use_mmap = flag(options, "useMmap");
    spec.vocabulary_only = !options.Get("vocabularyOnly").IsUndefined() && flag(options, "vocabularyOnly");
    return spec;
}

ContextSpec context_spec(const Napi::Object & options) {
    ContextSpec spec;
    spec.context_tokens = integer(options, "contextTokens", 1, 1 << 24);
    // llama.cpp caps its batches at the context; a decode above that would end the process.
    spec.micro_batch_tokens = std::min(integer(options, "microBatchTokens", 1, 1 << 16), spec.context_tokens);
    spec.threads = integer(options, "threads", 1, 512);
    spec.flash_attention = flag(options, "flashAttention");
    const auto kv_type = text(options, "kvType");
    if (kv_type != "f32" && kv_type != "f16") wrong("kvType", "“f32” or “f16”");
    spec.kv_f32 = kv_type == "f32";
    return spec;
}

RunSpec run_spec(const Napi::Object & options) {
    RunSpec spec;
    spec.prompt = token_list(options.Get("tokens"));
    spec.generate = integer(options, "generate", 0, std::numeric_limits<int>::max());
    spec.sampling = sampling_spec(object(options, "sampling"));
    spec.context = context_spec(object(options, "context"));
    spec.capture = capture_spec(object(options, "capture"));
    if (spec.capture.attention && spec.context.flash_attention)
        throw CodedError("bad-request", "Attention cannot be captured with flash attention: it never computes the weights.");
    const auto made_with = edits_spec(options);
    spec.edits = made_with.edits;
    spec.mean_tokens = made_with.mean_tokens;
    spec.context.hooked = spec.capture.reads_nodes() || !spec.edits.empty();
    const bool blocks = std::any_of(spec.edits.begin(), spec.edits.end(), [](const Edit & edit) { return edit.kind == EditKind::attention_block; });
    if (blocks && spec.context.flash_attention)
        throw CodedError("bad-request", "Attention cannot be blocked with flash attention: it never computes the scores.");
    return spec;
}

ScoreSpec score_spec(const Napi::Object & options) {
    ScoreSpec spec;
    for (const auto & value : array(options, "sequences")) spec.texts.sequences.push_back(token_list(value));
    for (const auto & value : array(options, "wanted")) spec.texts.wanted.push_back(token_list(value));
    const auto from = options.Get("from");
    if (!from.IsUndefined()) spec.texts.from = token_list(from);
    for (const auto & value : array(options, "divergences")) spec.texts.divergences.push_back(divergence_spec(value));
    if (!options.Get("share").IsUndefined()) spec.share = flag(options, "share");
    if (!options.Get("lanes").IsUndefined()) spec.lanes = integer(options, "lanes", 1, 64);
    spec.context = context_spec(object(options, "context"));
    return spec;
}

std::shared_ptr<Napi::FunctionReference> callback(const Napi::Object & options, const char * name) {
    const auto value = options.Get(name);
    auto reference = std::make_shared<Napi::FunctionReference>();
    if (value.IsFunction()) *reference = Napi::Persistent(value.As<Napi::Function>());
    return reference;
}

}  // namespace vitrine
