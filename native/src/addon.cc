#include <napi.h>

#include "addon_data.h"
#include "capture_object.h"
#include "llama.h"
#include "log.h"
#include "model_object.h"
#include "probes.h"

namespace {

Napi::Value system_info(const Napi::CallbackInfo & info) {
    return Napi::String::New(info.Env(), llama_print_system_info());
}

Napi::Object install(Napi::Env env, Napi::Object exports) {
    env.SetInstanceData(new vitrine::AddonData());
    vitrine::log::install();
    vitrine::CaptureObject::install(env);
    exports.Set("Model", vitrine::ModelObject::install(env));
    exports.Set("llamaCppBuild", Napi::String::New(env, VITRINE_LLAMA_BUILD));
    exports.Set("systemInfo", Napi::Function::New(env, system_info, "systemInfo"));
    vitrine::install_probes(env, exports);
    return exports;
}

}  // namespace

NODE_API_MODULE(vitrine_native, install)
