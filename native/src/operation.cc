#include "operation.h"

#include <list>
#include <new>

namespace vitrine {

namespace {

// JavaScript thread only.
std::function<void()> stop_all_work;
std::list<Operation *> running;

}  // namespace

Napi::Error coded_error(Napi::Env env, const std::string & code, const std::string & message) {
    auto error = Napi::Error::New(env, message);
    error.Set("code", Napi::String::New(env, code));
    return error;
}

void Operation::call(Napi::Env env, Napi::Function, std::nullptr_t *, OnMain * event) {
    const std::unique_ptr<OnMain> owned(event);
    if (env != nullptr) (*owned)(env);
}

void Operation::post(OnMain event) {
    auto owned = std::make_unique<OnMain>(std::move(event));
    if (channel.NonBlockingCall(owned.get()) == napi_ok) owned.release();
}

Napi::Promise Operation::start(Napi::Env env, const char * name, Work work, std::function<void()> done) {
    auto * operation = new Operation(env);
    operation->work = std::move(work);
    operation->done = std::move(done);
    operation->channel = Channel::New(env, name, 0, 1);
    const auto promise = operation->deferred.Promise();
    running.push_back(operation);
    // For an environment that ends by itself. Hooks run latest first: this one before the channel's own, so that the thread never
    // meets a closed channel.
    napi_add_env_cleanup_hook(env, end_thread, operation);
    operation->thread = std::thread([operation] { operation->work_through(); });
    return promise;
}

void Operation::work_through() {
    Finish finish;
    std::string code = "engine-failed", message;
    try {
        finish = work(*this);
    } catch (const CodedError & error) {
        code = error.code;
        message = error.what();
    } catch (const std::bad_alloc &) {
        message = "There is not enough memory for this operation.";
    } catch (const std::exception & error) {
        message = error.what();
    }
    post([this, finish, code, message](Napi::Env env) {
        const std::unique_ptr<Operation> owned(this);
        thread.join();
        napi_remove_env_cleanup_hook(env, end_thread, this);
        running.remove(this);
        work = nullptr;
        done();
        if (!finish) {
            deferred.Reject(coded_error(env, code, message).Value());
        } else {
            try {
                deferred.Resolve(finish(env));
            } catch (const Napi::Error & error) {
                deferred.Reject(error.Value());
            }
        }
        channel.Release();
    });
}

void Operation::end_thread(void * operation) {
    if (stop_all_work) stop_all_work();
    auto & thread = static_cast<Operation *>(operation)->thread;
    if (thread.joinable()) thread.join();
}


void Operation::install(Napi::Env env, std::function<void()> stop_all) {
    stop_all_work = std::move(stop_all);
    // process.exit() runs no cleanup hooks, and llama.cpp's statics must not be destroyed while a thread uses them. Some of those are
    // younger than any static of this addon, so that its own destructors would come too late: the event comes before all.
    const auto at_exit = Napi::Function::New(env, [](const Napi::CallbackInfo &) {
        for (auto * operation : running) end_thread(operation);
    });
    const auto process = env.Global().Get("process").As<Napi::Object>();
    process.Get("once").As<Napi::Function>().Call(process, {Napi::String::New(env, "exit"), at_exit});
}

}  // namespace vitrine
