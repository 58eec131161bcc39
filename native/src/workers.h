// A few threads that share a loop. Used between two graph nodes, where llama.cpp's own threads are idle.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine {

class Workers {
public:
    explicit Workers(int threads);
    ~Workers();
    Workers(const Workers &) = delete;
    Workers & operator=(const Workers &) = delete;

    int threads() const { return int(pool.size()) + 1; }

    /** Calls `body(part)` for every part 0 … parts-1, on this thread and the others; returns when all are done. `body` must not throw. */
    void each(int parts, const std::function<void(int)> & body);

    /** The same for a body that may throw: all parts are tried, then what the first of them threw is thrown. */
    void each_or_throw(int parts, const std::function<void(int)> & body);

private:
    void serve();
    int take();

    std::vector<std::thread> pool;
    std::mutex mutex;
    std::condition_variable wake, finished;
    const std::function<void(int)> * job = nullptr;
    int next = 0, end = 0, running = 0;
    uint64_t round = 0;
    bool closing = false;
};

}  // namespace vitrine
