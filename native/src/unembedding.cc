#include "unembedding.h"

#include "error.h"

namespace vitrine {

namespace {

using Context = std::unique_ptr<ggml_context, decltype(&ggml_free)>;

/** Where products with this matrix are computed: its own device; the CPU for whatever the CPU can read, however it is arranged. */
ggml_backend_dev_t device_of(const ggml_tensor * matrix) {
    auto * cpu = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
    const auto * buffer = matrix->view_src ? matrix->view_src->buffer : matrix->buffer;
    auto * type = ggml_backend_buffer_get_type(const_cast<ggml_backend_buffer *>(buffer));
    auto * device = ggml_backend_buft_get_device(type);
    return ggml_backend_buft_is_host(type) || !device ? cpu : device;
}

void set_threads(ggml_backend_t backend, ggml_backend_dev_t device, int threads) {
    const auto set = reinterpret_cast<ggml_backend_set_n_threads_t>(
        ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), "ggml_backend_set_n_threads"));
    if (set) set(backend, threads);
}

}  // namespace

std::vector<float> read_vector(const ggml_tensor * tensor) {
    std::vector<float> values(size_t(ggml_nelements(tensor)));
    ggml_backend_tensor_get(tensor, values.data(), 0, values.size() * sizeof(float));
    return values;
}

Unembedding::Unembedding(const OutputHead & wanted, int threads) : head(wanted), backend(nullptr, ggml_backend_free), allocator(nullptr, ggml_gallocr_free) {
    if (!head.missing.empty()) throw CodedError("model-unsupported", "This model's layers cannot be read as predictions: " + head.missing + ".");
    auto * device = device_of(head.matrix);
    backend.reset(device ? ggml_backend_dev_init(device, nullptr) : nullptr);
    if (!backend) throw CodedError("engine-failed", "The device that holds the model's output matrix could not be used.");
    set_threads(backend.get(), device, threads);
    allocator.reset(ggml_gallocr_new(ggml_backend_get_default_buffer_type(backend.get())));
    norm = read_vector(head.norm);
    if (head.bias) bias = read_vector(head.bias);
}

const std::vector<float> & Unembedding::logits(const float * residuals, int rows) {
    const int64_t columns = vocabulary();
    const Context context(ggml_init({16 * ggml_tensor_overhead() + ggml_graph_overhead(), nullptr, true}), ggml_free);
    auto * input = ggml_new_tensor_2d(context.get(), GGML_TYPE_F32, width(), rows);
    auto * weight = ggml_new_tensor_1d(context.get(), GGML_TYPE_F32, width());
    ggml_set_input(input);
    ggml_set_input(weight);
    auto * normed = ggml_mul(context.get(), ggml_rms_norm(context.get(), input, head.epsilon), weight);
    auto * output = ggml_mul_mat(context.get(), const_cast<ggml_tensor *>(head.matrix), normed);
    ggml_set_output(output);
    auto * graph = ggml_new_graph(context.get());
    ggml_build_forward_expand(graph, output);
    if (!ggml_gallocr_alloc_graph(allocator.get(), graph)) throw CodedError("engine-failed", "There is not enough memory to compute the layers' predictions.");
    ggml_backend_tensor_set(input, residuals, 0, ggml_nbytes(input));
    ggml_backend_tensor_set(weight, norm.data(), 0, ggml_nbytes(weight));
    if (ggml_backend_graph_compute(backend.get(), graph) != GGML_STATUS_SUCCESS) throw CodedError("engine-failed", "The layers' predictions could not be computed.");
    result.resize(size_t(rows) * columns);
    ggml_backend_tensor_get(output, result.data(), 0, result.size() * sizeof(float));
    if (head.scale != 1)
        for (auto & value : result) value *= head.scale;
    for (int r = 0; r < rows && !bias.empty(); r++)
        for (int64_t i = 0; i < columns; i++) result[r * columns + i] += bias[i];
    return result;
}

}  // namespace vitrine
