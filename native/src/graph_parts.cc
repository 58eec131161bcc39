#include "graph_parts.h"

#include <cstdlib>
#include <cstring>

namespace vitrine {

namespace {

/** What is chosen from a node's rows stands for the node: the last layer keeps only rows whose logits were asked for. */
const ggml_tensor * whole(const ggml_tensor * node) {
    return node && node->op == GGML_OP_GET_ROWS ? node->src[0] : node;
}

}  // namespace

int layer_of(const char * name, const char * base) {
    const size_t length = std::strlen(base);
    if (std::strncmp(name, base, length) != 0 || name[length] != '-') return -1;
    const char * digits = name + length + 1;
    if (!*digits || std::strspn(digits, "0123456789") != std::strlen(digits)) return -1;
    return std::atoi(digits);
}

const LayerParts * GraphParts::layer(int index) const {
    const auto found = layers.find(index);
    return found == layers.end() ? nullptr : &found->second;
}

void GraphParts::visit(const ggml_tensor * node) {
    if (std::strcmp(node->name, "embd") == 0) has_embedding = true;
    if (std::strcmp(node->name, "result_output") == 0) output = read_output_head(node);
    if (node->op == GGML_OP_MUL_MAT && node->src[1]) {
        const int layer = layer_of(node->src[1]->name, "kqv_out");
        if (layer >= 0) {
            layers[layer].output_matrix = node->src[0]->name;
            writes[layer] = node;
        }
    }
    if (node->op != GGML_OP_ADD) return;
    const int attention_layer = layer_of(node->name, "ffn_inp"), layer = layer_of(node->name, "l_out");
    for (int i = 0; i < 2; i++) {
        if (attention_layer >= 0) {
            layers[attention_layer].ffn_input = true;
            const auto write = writes.find(attention_layer);
            if (write != writes.end() && whole(node->src[i]) == write->second) layers[attention_layer].attention_direct = true;
        }
        if (layer >= 0 && layer_of(node->src[i]->name, "ffn_inp") == layer) {
            const std::string other = node->src[1 - i]->name;
            const auto dash = other.rfind('-');
            if (dash != std::string::npos && layer_of(other.c_str(), other.substr(0, dash).c_str()) == layer) layers[layer].ffn_node = other.substr(0, dash);
        }
    }
}

}  // namespace vitrine
