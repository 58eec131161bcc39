#include "capture_object.h"

#include <string>

#include "addon_data.h"
#include "operation.h"

namespace vitrine {

namespace {

struct Contents {
    std::shared_ptr<CaptureSet> captures;
    size_t held_bytes;
};

/** Fills the front of the caller's Uint8Array; returns the part that was filled, as a view of the same memory. */
Napi::Value read_into(Napi::Env env, const TensorSource & source, const Napi::Value & target) {
    if (!target.IsTypedArray() || target.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
        throw Napi::TypeError::New(env, "A tensor is read into a Uint8Array.");
    }
    auto into = target.As<Napi::Uint8Array>();
    const size_t bytes = source.bytes();
    if (into.ByteLength() < bytes) {
        throw coded_error(env, "internal", "“" + source.name + "” has " + std::to_string(bytes) + " bytes, and the array given for it " +
                                               std::to_string(into.ByteLength()) + ".");
    }
    // Tensors are written by elements of up to four bytes.
    if (into.ByteOffset() % 4 != 0) throw coded_error(env, "internal", "The array for a tensor must start at a multiple of four bytes.");
    if (bytes > 0) source.fill(into.Data());
    return Napi::Uint8Array::New(env, bytes, into.ArrayBuffer(), into.ByteOffset());
}

}  // namespace

void CaptureObject::install(Napi::Env env) {
    const auto constructor = DefineClass(env, "Capture",
                                         {InstanceMethod<&CaptureObject::read>("read"), InstanceMethod<&CaptureObject::dispose>("dispose"),
                                          InstanceAccessor<&CaptureObject::tensors>("tensors"), InstanceAccessor<&CaptureObject::held_bytes>("heldBytes")});
    env.GetInstanceData<AddonData>()->capture_class = Napi::Persistent(constructor);
}

Napi::Object CaptureObject::create(Napi::Env env, std::shared_ptr<CaptureSet> captures, size_t held_bytes) {
    Contents contents{std::move(captures), held_bytes};
    return env.GetInstanceData<AddonData>()->capture_class.New({Napi::External<Contents>::New(env, &contents)});
}

CaptureObject::CaptureObject(const Napi::CallbackInfo & info) : Napi::ObjectWrap<CaptureObject>(info) {
    if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "A capture comes from a run.");
    const auto * contents = info[0].As<Napi::External<Contents>>().Data();
    captures = contents->captures;
    held = contents->held_bytes;
}

Napi::Value CaptureObject::tensors(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const auto list = Napi::Array::New(env);
    if (!captures) return list;
    uint32_t i = 0;
    for (const auto & source : captures->tensors()) {
        auto tensor = Napi::Object::New(env);
        auto shape = Napi::Array::New(env, source.shape.size());
        for (uint32_t axis = 0; axis < source.shape.size(); axis++) shape.Set(axis, Napi::Number::New(env, double(source.shape[axis])));
        tensor.Set("name", source.name);
        tensor.Set("dtype", source.dtype);
        tensor.Set("shape", shape);
        list.Set(i++, tensor);
    }
    return list;
}

Napi::Value CaptureObject::held_bytes(const Napi::CallbackInfo & info) {
    return Napi::Number::New(info.Env(), captures ? double(held) : 0);
}

Napi::Value CaptureObject::read(const Napi::CallbackInfo & info) {
    const auto env = info.Env();
    const std::string name = info[0].ToString().Utf8Value();
    if (!captures) throw coded_error(env, "internal", "This capture has been disposed of.");
    for (const auto & source : captures->tensors()) {
        if (source.name != name) continue;
        if (!info[1].IsUndefined()) return read_into(env, source, info[1]);
        auto buffer = Napi::ArrayBuffer::New(env, source.bytes());
        source.fill(static_cast<uint8_t *>(buffer.Data()));
        return buffer;
    }
    throw coded_error(env, "internal", "This capture holds no tensor “" + name + "”.");
}

}  // namespace vitrine
