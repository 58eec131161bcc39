// What happens at which node of the graph. llama.cpp calls `callback` for every node on the thread that decodes: first with
// ask == true (answer: is it wanted?), and for a wanted node again once it has been computed.
//
// A node is known by its full name, e.g. "kq_soft_max-3". Edits of a node run before captures of it, so that a capture shows
// what later nodes see; see edits.h. Later nodes of the same decode read the changed values.
//
// What attention adds to the residual stream has no name in some graphs; it is known here as "attn_write-<layer>": the product of the
// output matrix and `kqv_out-<layer>`.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ggml-backend.h"
#include "ggml.h"

namespace vitrine {

enum class Phase { edit, capture };

class NodeHooks {
public:
    using Hook = std::function<void(ggml_tensor *)>;

    void clear();
    void add(const std::string & node, Phase phase, Hook hook);
    bool empty() const { return by_node.empty(); }

    /** For `llama_context_params.cb_eval`, with a NodeHooks as user data. Always lets the evaluation go on. */
    static bool callback(ggml_tensor * tensor, bool ask, void * hooks);

    /** Throws what a hook threw during the last decode. An exception must not cross llama.cpp's C frames. */
    void rethrow();
    bool failed() const { return bool(failure); }

private:
    struct Entry {
        std::string name;
        std::vector<Hook> edits, captures;
    };
    bool visit(ggml_tensor * tensor, bool ask);

    std::vector<std::unique_ptr<Entry>> entries;
    std::unordered_map<std::string_view, Entry *> by_node;
    std::exception_ptr failure;
};

/** A node's bytes on the host: the tensor's own memory where the CPU can read it, else a copy in `staging`. Strides as in `tensor->nb`. */
const uint8_t * host_bytes(const ggml_tensor * tensor, std::vector<uint8_t> & staging);

}  // namespace vitrine
