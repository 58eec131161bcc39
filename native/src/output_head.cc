#include "output_head.h"

#include <cstring>

namespace vitrine {

namespace {

float parameter(const ggml_tensor * node, int index) {
    float value;
    std::memcpy(&value, node->op_params + index, sizeof value);
    return value;
}

bool is_vector(const ggml_tensor * tensor) {
    return tensor && tensor->type == GGML_TYPE_F32 && ggml_is_contiguous(tensor) && ggml_nrows(tensor) == 1;
}

}  // namespace

OutputHead read_output_head(const ggml_tensor * result_output) {
    OutputHead head;
    const auto refuse = [&](const std::string & reason) {
        head.missing = reason;
        return head;
    };
    const ggml_tensor * node = result_output;
    while (node->op != GGML_OP_MUL_MAT) {
        if (node->op == GGML_OP_ADD && !head.bias && head.scale == 1 && is_vector(node->src[1])) {
            head.bias = node->src[1];
        } else if (node->op == GGML_OP_SCALE && parameter(node, 1) == 0) {
            head.scale *= parameter(node, 0);
        } else {
            return refuse(std::string("its logits go through “") + ggml_op_name(node->op) + "” after the output matrix");
        }
        node = node->src[0];
    }
    head.matrix = node->src[0];
    node = node->src[1];
    while (node->op == GGML_OP_GET_ROWS) node = node->src[0];
    if (node->op != GGML_OP_MUL || node->src[0]->op != GGML_OP_RMS_NORM || !is_vector(node->src[1]))
        return refuse("its final norm is not an RMS norm");
    head.norm = node->src[1];
    head.epsilon = parameter(node->src[0], 0);
    if (head.matrix->ne[0] != head.norm->ne[0]) return refuse("its output matrix does not fit its final norm");
    head.missing.clear();
    return head;
}

}  // namespace vitrine
