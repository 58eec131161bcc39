#include "hooks.h"

#include <memory>

#include "graph_parts.h"
#include "inventory.h"

namespace vitrine {

void NodeHooks::clear() {
    by_node.clear();
    entries.clear();
    failure = nullptr;
}

void NodeHooks::add(const std::string & node, Phase phase, Hook hook) {
    auto found = by_node.find(node);
    if (found == by_node.end()) {
        entries.push_back(std::make_unique<Entry>());
        entries.back()->name = node;
        found = by_node.emplace(std::string_view(entries.back()->name), entries.back().get()).first;
    }
    auto & list = phase == Phase::edit ? found->second->edits : found->second->captures;
    list.push_back(std::move(hook));
}

bool NodeHooks::callback(ggml_tensor * tensor, bool ask, void * hooks) {
    return static_cast<NodeHooks *>(hooks)->visit(tensor, ask);
}

bool NodeHooks::visit(ggml_tensor * tensor, bool ask) {
    auto found = by_node.find(std::string_view(tensor->name));
    if (found == by_node.end() && tensor->op == GGML_OP_MUL_MAT) {
        const int layer = layer_of(tensor->src[1]->name, "kqv_out");
        if (layer >= 0) found = by_node.find(node_name("attn_write", layer));
    }
    if (ask) return found != by_node.end() && !failure;
    if (found == by_node.end() || failure) return true;
    try {
        for (const auto & edit : found->second->edits) edit(tensor);
        for (const auto & capture : found->second->captures) capture(tensor);
    } catch (...) {
        failure = std::current_exception();
    }
    return true;
}

void NodeHooks::rethrow() {
    if (!failure) return;
    const auto thrown = failure;
    failure = nullptr;
    std::rethrow_exception(thrown);
}

const uint8_t * host_bytes(const ggml_tensor * tensor, std::vector<uint8_t> & staging) {
    const auto * buffer = tensor->view_src ? tensor->view_src->buffer : tensor->buffer;
    if (ggml_backend_buffer_is_host(const_cast<ggml_backend_buffer *>(buffer))) return static_cast<const uint8_t *>(tensor->data);
    staging.resize(ggml_nbytes(tensor));
    ggml_backend_tensor_get(tensor, staging.data(), 0, staging.size());
    return staging.data();
}

}  // namespace vitrine
