// The JavaScript face of a finished capture.
#pragma once

#include <napi.h>

#include "capture_set.h"

namespace vitrine {

class CaptureObject : public Napi::ObjectWrap<CaptureObject> {
public:
    static void install(Napi::Env env);
    static Napi::Object create(Napi::Env env, std::shared_ptr<CaptureSet> captures, size_t held_bytes);

    explicit CaptureObject(const Napi::CallbackInfo & info);

private:
    Napi::Value read(const Napi::CallbackInfo & info);
    Napi::Value tensors(const Napi::CallbackInfo & info);
    Napi::Value held_bytes(const Napi::CallbackInfo & info);
    void dispose(const Napi::CallbackInfo & info) { captures.reset(); }

    std::shared_ptr<CaptureSet> captures;
    size_t held = 0;
};

}  // namespace vitrine
