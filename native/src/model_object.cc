#include "model_object.h"

#include <set>

#include "addon_data.h"
#include "capture_object.h"
#include "explain_object.h"
#include "options.h"
#include "plain.h"
#include "sweep_object.h"

namespace vitrine {

namespace {

// Models whose work must end before the environment goes away. JavaScript thread only.
std::set<LoadedModel *> busy_models;
std::atomic<bool> loading_stopped{false};

Napi::Object options_of(const Napi::CallbackInfo & info) {
    if (!info[0].IsObject()) throw coded_error(info.Env(), "bad-request", "An options object is missing.");
    return info[0].As<Napi::Object>();
}

using Listener = std::shared_ptr<Napi::FunctionReference>;

void report(Operation & operation, const Listener & listener, int done, int total) {
    if (listener->IsEmpty()) return;
    operation.post([listener, done, total](Napi::Env env) { listener->Call({Napi::Number::New(env, done), Napi::Number::New(env, total)}); });
}

Napi::Value figures_array(Napi::Env env, const std::vector<TokenFigures> & figures) {
    auto list = Napi::Array::New(env, figures.size());
    for (uint32_t i = 0; i < figures.size(); i++) {
        auto entry = Napi::Object::New(env);
        entry.Set("index", figures[i].index);
        entry.Set("id", figures[i].id);
        entry.Set("logprob", double(figures[i].logprob));
        entry.Set("rank", figures[i].rank);
        entry.Set("entropy", double(figures[i].entropy));
        list.Set(i, entry);
    }
    return list;
}

Napi::Value rows_array(Napi::Env env, const std::vector<std::vector<double>> & rows) {
    auto list = Napi::Array::New(env, rows.size());
    for (uint32_t i = 0; i < rows.size(); i++) {
        auto row = Napi::Float64Array::New(env, rows[i].size());
        std::copy(rows[i].begin(), rows[i].end(), row.Data());
        list.Set(i, row);
    }
    return list;
}

Napi::Value run_result(Napi::Env env, const RunOutcome & outcome) {
    const auto & tokens = outcome.captures->tokens;
    auto ids = Napi::Int32Array::New(env, tokens.size());
    std::copy(tokens.begin(), tokens.end(), ids.Data());
    auto result = Napi::Object::New(env);
    result.Set("tokens", ids);
    result.Set("promptTokens", outcome.prompt_tokens);
    result.Set("finish", outcome.finish);
    result.Set("promptMs", outcome.prompt_ms);
    result.Set("generateMs", outcome.generate_ms);
    result.Set("capture", CaptureObject::create(env, outcome.captures, outcome.held_bytes));
    return result;
}

}  // namespace

Napi::Function ModelObject::install(Napi::Env env) {
    const auto constructor = DefineClass(
        env, "Model",
        {StaticMethod<&ModelObject::load>("load"), StaticMethod<&ModelObject::stop_loading>("stopLoading"),
         InstanceMethod<&ModelObject::nodes>("nodes"), InstanceMethod<&ModelObject::token_bytes>("tokenBytes"),
         InstanceMethod<&ModelObject::is_control>("isControl"), InstanceMethod<&ModelObject::is_end_of_generation>("isEndOfGeneration"),
         InstanceMethod<&ModelObject::run>("run"), InstanceMethod<&ModelObject::score>("score"), InstanceMethod<&ModelObject::plain>("plain"),
         InstanceMethod<&ModelObject::explain>("explain"), InstanceMethod<&ModelObject::sweep>("sweep"),
         InstanceMethod<&ModelObject::stop>("stop"), InstanceMethod<&ModelObject::dispose>("dispose")});
    env.GetInstanceData<AddonData>()->model_class = Napi::Persistent(constructor);
    Operation::install(env, [] {
        loading_stopped = true;
        for (auto * model : busy_models) model->stop = true;
    });
    return constructor;
}

ModelObject::ModelObject(const Napi::CallbackInfo & info) : Napi::ObjectWrap<ModelObject>(info) {
    if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "Use Model.load.");
    model = *info[0].As<Napi::External<std::shared_ptr<LoadedModel>>>().Data();
    define_facts(info.Env());
}

void ModelObject::define_facts(Napi::Env env) {
    auto self = Value().As<Napi::Object>();
    const auto fact = [&](const char * name, const Napi::Value & value) {
        self.DefineProperty(Napi::PropertyDescriptor::Value(name, value, napi_enumerable));
    };
    fact("vocabulary", Napi::Number::New(env, model->vocabulary));
    fact("layers", Napi::Number::New(env, model->layers));
    fact("heads", Napi::Number::New(env, model->heads));
    fact("width", Napi::Number::New(env, model->width));
    fact("contextLength", Napi::Number::New(env, model->context_length));
    fact("addBos", Napi::Boolean::New(env, llama_vocab_get_add_bos(model->vocab())));
    fact("bos", Napi::Number::New(env, llama_vocab_bos(model->vocab())));
    fact("architecture", Napi::String::New(env, model->architecture));
    fact("backend", Napi::String::New(env, model->backend));
}

Napi::Value ModelObject::load(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const auto options = options_of(info);
    const auto spec = with_js_errors(env, [&] { return load_spec(options); });
    const auto listener = callback(options, "onProgress");
    loading_stopped = false;
    return Operation::start(
        env, "vitrine-load",
        [spec, listener](Operation & operation) -> Operation::Finish {
            int reported = -1;
            const auto progress = [&](float fraction) {
                // llama.cpp reports every tensor; a hundred steps are enough for a bar.
                const int percent = int(fraction * 100);
                if (percent != reported && !listener->IsEmpty())
                    operation.post([listener, fraction](Napi::Env env) { listener->Call({Napi::Number::New(env, double(fraction))}); });
                reported = percent;
                return !loading_stopped;
            };
            auto model = LoadedModel::load(spec, progress);
            return [model](Napi::Env env) -> Napi::Value {
                auto shared = model;
                return env.GetInstanceData<AddonData>()->model_class.New({Napi::External<std::shared_ptr<LoadedModel>>::New(env, &shared)});
            };
        },
        [] {});
}

void ModelObject::stop_loading(const Napi::CallbackInfo &) {
    loading_stopped = true;
}

LoadedModel & ModelObject::loaded(Napi::Env env) const {
    if (!model) throw coded_error(env, "internal", "This model has been disposed of.");
    return *model;
}

Napi::Value ModelObject::start(const Napi::CallbackInfo & info, const char * name, Operation::Work work) {
    const auto env = info.Env();
    auto shared = model;
    if (loaded(env).busy.exchange(true)) {
        const auto refused = Napi::Promise::Deferred::New(env);
        refused.Reject(coded_error(env, "internal", "This model is busy: one operation at a time.").Value());
        return refused.Promise();
    }
    // Here and not on the operation's thread: a stop right after the call must not be lost.
    shared->stop = false;
    busy_models.insert(shared.get());
    return Operation::start(env, name, std::move(work), [shared] {
        shared->busy = false;
        busy_models.erase(shared.get());
    });
}

Napi::Value ModelObject::nodes(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    return start(info, "vitrine-nodes", [shared = model](Operation &) -> Operation::Finish {
        const auto * inventory = &shared->inventory();
        return [shared, inventory](Napi::Env env) -> Napi::Value {
            auto result = Napi::Object::New(env);
            for (const auto & [name, shapes] : inventory->nodes()) {
                auto layers = Napi::Array::New(env, shapes.size());
                for (uint32_t i = 0; i < shapes.size(); i++) layers.Set(i, shapes[i].layer);
                result.Set(name, layers);
            }
            return result;
        };
    });
}

int32_t ModelObject::token(const Napi::CallbackInfo & info) const {
    const int32_t id = info[0].IsNumber() ? info[0].As<Napi::Number>().Int32Value() : -1;
    if (id < 0 || id >= loaded(info.Env()).vocabulary) throw coded_error(info.Env(), "token-out-of-range", "This token id does not exist in the model.");
    return id;
}

Napi::Value ModelObject::token_bytes(const Napi::CallbackInfo & info) {
    const auto bytes = loaded(info.Env()).token_bytes(token(info));
    auto result = Napi::Uint8Array::New(info.Env(), bytes.size());
    std::copy(bytes.begin(), bytes.end(), result.Data());
    return result;
}

Napi::Value ModelObject::is_control(const Napi::CallbackInfo & info) {
    return Napi::Boolean::New(info.Env(), llama_vocab_is_control(loaded(info.Env()).vocab(), token(info)));
}

Napi::Value ModelObject::is_end_of_generation(const Napi::CallbackInfo & info) {
    return Napi::Boolean::New(info.Env(), llama_vocab_is_eog(loaded(info.Env()).vocab(), token(info)));
}

Napi::Value ModelObject::run(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    const auto options = options_of(info);
    auto spec = std::make_shared<RunSpec>(with_js_errors(info.Env(), [&] { return run_spec(options); }));
    const auto on_progress = callback(options, "onProgress"), on_tokens = callback(options, "onTokens");
    return start(info, "vitrine-run", [shared = model, spec, on_progress, on_tokens](Operation & operation) -> Operation::Finish {
        RunEvents events;
        events.progress = [&](int done, int total) { report(operation, on_progress, done, total); };
        events.tokens = [&](std::vector<TokenFigures> figures) {
            if (on_tokens->IsEmpty()) return;
            operation.post([on_tokens, figures = std::move(figures)](Napi::Env env) { on_tokens->Call({figures_array(env, figures)}); });
        };
        const auto outcome = vitrine::run(shared, *spec, events);
        return [outcome](Napi::Env env) { return run_result(env, outcome); };
    });
}

Napi::Value ModelObject::score(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    const auto options = options_of(info);
    auto spec = std::make_shared<ScoreSpec>(with_js_errors(info.Env(), [&] { return score_spec(options); }));
    const auto on_progress = callback(options, "onProgress");
    return start(info, "vitrine-score", [shared = model, spec, on_progress](Operation & operation) -> Operation::Finish {
        auto scores = std::make_shared<Scores>(vitrine::score(*shared, *spec, [&](int done, int total) { report(operation, on_progress, done, total); }));
        return [scores](Napi::Env env) -> Napi::Value {
            auto result = Napi::Object::New(env);
            result.Set("logprobs", rows_array(env, scores->logprobs));
            result.Set("divergences", rows_array(env, scores->divergences));
            return result;
        };
    });
}

Napi::Value ModelObject::explain(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    const auto options = options_of(info);
    auto spec = std::make_shared<ExplainSpec>(with_js_errors(info.Env(), [&] { return explain_spec(options); }));
    const auto on_progress = callback(options, "onProgress");
    return start(info, "vitrine-explain", [shared = model, spec, on_progress](Operation & operation) -> Operation::Finish {
        auto outcome = std::make_shared<ExplainOutcome>(
            vitrine::explain(*shared, *spec, [&](int done, int total) { report(operation, on_progress, done, total); }));
        return [outcome](Napi::Env env) { return explain_result(env, *outcome); };
    });
}

Napi::Value ModelObject::sweep(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    const auto options = options_of(info);
    auto spec = std::make_shared<SweepSpec>(with_js_errors(info.Env(), [&] { return sweep_spec(options); }));
    const auto on_progress = callback(options, "onProgress");
    return start(info, "vitrine-sweep", [shared = model, spec, on_progress](Operation & operation) -> Operation::Finish {
        auto outcome = std::make_shared<SweepOutcome>(vitrine::sweep(*shared, *spec, [&](int done, int total) { report(operation, on_progress, done, total); }));
        return [outcome, asked = spec->asked.size()](Napi::Env env) { return sweep_result(env, *outcome, asked); };
    });
}

Napi::Value ModelObject::plain(const Napi::CallbackInfo & info) {
    loaded(info.Env());
    const auto options = options_of(info);
    const auto spec = with_js_errors(info.Env(), [&] {
        const auto context = options.Get("context");
        if (!context.IsObject()) throw CodedError("bad-request", "The option “context” must be an object.");
        return context_spec(context.As<Napi::Object>());
    });
    const auto tokens = with_js_errors(info.Env(), [&] { return token_list(options.Get("tokens")); });
    const int generate = with_js_errors(info.Env(), [&] { return integer(options, "generate", 0, 1 << 24); });
    return start(info, "vitrine-plain", [shared = model, spec, tokens, generate](Operation &) -> Operation::Finish {
        const auto outcome = vitrine::plain(*shared, tokens, generate, spec);
        return [outcome](Napi::Env env) -> Napi::Value {
            auto result = Napi::Object::New(env);
            result.Set("promptMs", outcome.prompt_ms);
            result.Set("generateMs", outcome.generate_ms);
            return result;
        };
    });
}

void ModelObject::stop(const Napi::CallbackInfo & info) {
    loaded(info.Env()).stop = true;
}

void ModelObject::dispose(const Napi::CallbackInfo & info) {
    if (model && model->busy) throw coded_error(info.Env(), "internal", "This model is busy: stop it before disposing of it.");
    model.reset();
}

}  // namespace vitrine
