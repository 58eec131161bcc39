// One asynchronous operation: work on its own thread, events and the promise's outcome on the JavaScript thread.
#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace vitrine {

class Operation {
public:
    /** Runs on the JavaScript thread. */
    using OnMain = std::function<void(Napi::Env)>;
    /** Runs on the JavaScript thread when the work has succeeded; its value resolves the promise. */
    using Finish = std::function<Napi::Value(Napi::Env)>;
    /** Runs on the operation's thread. What it throws rejects the promise, a CodedError with its `code`. */
    using Work = std::function<Finish(Operation &)>;

    /** Starts `work`. `done` runs on the JavaScript thread before the promise settles, whatever the outcome. */
    static Napi::Promise start(Napi::Env env, const char * name, Work work, std::function<void()> done);

    /** Queues `event` for the JavaScript thread. For the operation's thread. */
    void post(OnMain event);

    /** `stop_all` makes all work in progress return soon. Called when the process ends, before its threads are waited for. */
    static void install(Napi::Env env, std::function<void()> stop_all);

private:
    explicit Operation(Napi::Env env) : deferred(Napi::Promise::Deferred::New(env)) {}
    void work_through();
    static void end_thread(void * operation);
    static void call(Napi::Env env, Napi::Function, std::nullptr_t *, OnMain * event);
    using Channel = Napi::TypedThreadSafeFunction<std::nullptr_t, OnMain, call>;

    Napi::Promise::Deferred deferred;
    Channel channel;
    std::thread thread;
    Work work;
    std::function<void()> done;
};

/** A JavaScript Error with a `code`. */
Napi::Error coded_error(Napi::Env env, const std::string & code, const std::string & message);

/** Calls `body`, turning a CodedError into a thrown JavaScript Error with its code. */
template <typename F>
auto with_js_errors(Napi::Env env, F body) -> decltype(body());

}  // namespace vitrine

#include "error.h"

template <typename F>
auto vitrine::with_js_errors(Napi::Env env, F body) -> decltype(body()) {
    try {
        return body();
    } catch (const CodedError & error) {
        throw coded_error(env, error.code, error.what());
    }
}
