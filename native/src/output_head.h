// How a model turns its residual stream into logits: the final norm and the output matrix, found by following the graph back from
// `result_output`. The tensors belong to the model and live as long as it does.
#pragma once

#include <string>

#include "ggml.h"

namespace vitrine {

struct OutputHead {
    const ggml_tensor * matrix = nullptr;  // (D, V), of any type, on any device, perhaps repacked
    const ggml_tensor * norm = nullptr;    // γ (D), float32
    const ggml_tensor * bias = nullptr;    // (V), float32, or null
    float epsilon = 0;                     // of the norm
    float scale = 1;                       // of the logits
    std::string missing = "the graph names no logits";  // why it cannot be used; empty when it can
};

/** `result_output`: the node of that name, of any graph of the model. */
OutputHead read_output_head(const ggml_tensor * result_output);

}  // namespace vitrine
