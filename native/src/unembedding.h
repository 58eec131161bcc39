// Residuals → logits with the model's own final norm and output matrix, as a ggml graph of its own on the device that holds the matrix.
#pragma once

#include <memory>
#include <vector>

#include "ggml-alloc.h"
#include "ggml-backend.h"
#include "output_head.h"

namespace vitrine {

class Unembedding {
public:
    /** Throws CodedError "model-unsupported" when the head cannot be used, "engine-failed" when its device cannot. */
    Unembedding(const OutputHead & head, int threads);

    /**
     * `residuals`: (rows, D) float32; returns (rows, V) float32, valid until the next call. The same arithmetic as the model's own last
     * step; figures may differ in the last digits where the number of rows does.
     */
    const std::vector<float> & logits(const float * residuals, int rows);

    int width() const { return int(head.matrix->ne[0]); }
    int vocabulary() const { return int(head.matrix->ne[1]); }

private:
    const OutputHead head;
    std::unique_ptr<ggml_backend, decltype(&ggml_backend_free)> backend;
    std::unique_ptr<ggml_gallocr, decltype(&ggml_gallocr_free)> allocator;
    std::vector<float> norm, bias, result;
};

/** A float32 vector of the model, wherever it is held. */
std::vector<float> read_vector(const ggml_tensor * tensor);

}  // namespace vitrine
