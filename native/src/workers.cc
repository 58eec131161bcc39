#include "workers.h"

#include <exception>

namespace vitrine {

Workers::Workers(int threads) {
    for (int i = 1; i < threads; i++) pool.emplace_back([this] { serve(); });
}

Workers::~Workers() {
    {
        const std::lock_guard<std::mutex> lock(mutex);
        closing = true;
    }
    wake.notify_all();
    for (auto & thread : pool) thread.join();
}

int Workers::take() {
    const std::lock_guard<std::mutex> lock(mutex);
    return next < end ? next++ : -1;
}

void Workers::each(int parts, const std::function<void(int)> & body) {
    if (pool.empty() || parts < 2) {
        for (int part = 0; part < parts; part++) body(part);
        return;
    }
    {
        const std::lock_guard<std::mutex> lock(mutex);
        job = &body;
        next = 0;
        end = parts;
        round++;
    }
    wake.notify_all();
    for (int part; (part = take()) >= 0;) body(part);
    std::unique_lock<std::mutex> lock(mutex);
    finished.wait(lock, [this] { return running == 0; });
    job = nullptr;
}

void Workers::each_or_throw(int parts, const std::function<void(int)> & body) {
    std::vector<std::exception_ptr> failures(parts);
    each(parts, [&](int part) {
        try {
            body(part);
        } catch (...) {
            failures[part] = std::current_exception();
        }
    });
    for (const auto & failure : failures)
        if (failure) std::rethrow_exception(failure);
}

void Workers::serve() {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex);
    for (;;) {
        wake.wait(lock, [&] { return closing || (job && round != seen && next < end); });
        if (closing) return;
        seen = round;
        running++;
        while (next < end) {
            const int part = next++;
            const auto & body = *job;
            lock.unlock();
            body(part);
            lock.lock();
        }
        if (--running == 0) finished.notify_one();
    }
}

}  // namespace vitrine
