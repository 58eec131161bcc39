// The JavaScript face of a loaded model.
#pragma once

#include <napi.h>

#include "load.h"
#include "operation.h"

namespace vitrine {

class ModelObject : public Napi::ObjectWrap<ModelObject> {
public:
    static Napi::Function install(Napi::Env env);

    explicit ModelObject(const Napi::CallbackInfo & info);

private:
    static Napi::Value load(const Napi::CallbackInfo & info);
    static void stop_loading(const Napi::CallbackInfo & info);
    Napi::Value nodes(const Napi::CallbackInfo & info);
    Napi::Value token_bytes(const Napi::CallbackInfo & info);
    Napi::Value is_control(const Napi::CallbackInfo & info);
    Napi::Value is_end_of_generation(const Napi::CallbackInfo & info);
    Napi::Value run(const Napi::CallbackInfo & info);
    Napi::Value score(const Napi::CallbackInfo & info);
    Napi::Value explain(const Napi::CallbackInfo & info);
    Napi::Value sweep(const Napi::CallbackInfo & info);
    Napi::Value plain(const Napi::CallbackInfo & info);
    void stop(const Napi::CallbackInfo & info);
    void dispose(const Napi::CallbackInfo & info);

    void define_facts(Napi::Env env);
    LoadedModel & loaded(Napi::Env env) const;
    int32_t token(const Napi::CallbackInfo & info) const;
    /** Starts the one operation that a model may have in progress. */
    Napi::Value start(const Napi::CallbackInfo & info, const char * name, Operation::Work work);

    std::shared_ptr<LoadedModel> model;
};

}  // namespace vitrine
