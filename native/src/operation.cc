#include "operation.h"

#include <list>
#include <new>

namespace vitrine {

namespace {

// Operations in progress; only the JavaScript thread touches the list.
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
    auto * owned = new OnMain(std::move(event));
    if (channel.NonBlockingCall(owned) != napi_ok) delete owned;
}

Napi::Promise Operation::start(Napi::Env env, const char * name, Work work, std::function<void()> done) {
    auto * operation = new Operation(env);
    operation->work = std::move(work);
    operation->done = std::move(done);
    operation->channel = Channel::New(env, name, 0, 1);
    const auto promise = operation->deferred.Promise();
    running.push_back(operation);
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

void Operation::install(Napi::Env env, std::function<void()> stop_all) {
    env.AddCleanupHook([stop_all] {
        stop_all();
        for (auto * operation : running)
            if (operation->thread.joinable()) operation->thread.join();
        running.clear();
    });
}

}  // namespace vitrine
