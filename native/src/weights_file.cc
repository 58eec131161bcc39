#include "weights_file.h"

#include <cstring>
#include <fstream>
#include <memory>

#include "error.h"
#include "gguf.h"
#include "llama.h"

namespace vitrine {

namespace {

/** "x-00001-of-00003.gguf" → all three. */
std::vector<std::string> parts_of(const std::string & path) {
    const std::string ending = ".gguf";
    const auto at = path.rfind("-of-");
    if (at == std::string::npos || at < 6 || path.size() != at + 4 + 5 + ending.size()) return {path};
    const int count = std::atoi(path.substr(at + 4, 5).c_str()), number = std::atoi(path.substr(at - 5, 5).c_str());
    std::vector<char> text(path.size() + 64);
    if (count < 1 || llama_split_prefix(text.data(), text.size(), path.c_str(), number - 1, count) <= 0) return {path};
    const std::string prefix = text.data();
    std::vector<std::string> parts;
    for (int i = 0; i < count; i++) {
        llama_split_path(text.data(), text.size(), prefix.c_str(), i, count);
        parts.push_back(text.data());
    }
    return parts;
}

}  // namespace

WeightsFile::WeightsFile(const std::string & path) {
    for (const auto & part : parts_of(path)) {
        ggml_context * sizes = nullptr;
        const gguf_init_params params{true, &sizes};
        const std::unique_ptr<gguf_context, decltype(&gguf_free)> file(gguf_init_from_file(part.c_str(), params), gguf_free);
        const std::unique_ptr<ggml_context, decltype(&ggml_free)> owned(sizes, ggml_free);
        if (!file) throw CodedError("model-unreadable", "The model's file could not be opened again to read single weights.");
        const int64_t count = gguf_get_n_tensors(file.get());
        for (int64_t i = 0; i < count; i++) {
            const char * name = gguf_get_tensor_name(file.get(), i);
            const auto * tensor = ggml_get_tensor(sizes, name);
            const uint64_t offset = gguf_get_data_offset(file.get()) + gguf_get_tensor_offset(file.get(), i);
            places[name] = {part, offset, tensor->type, tensor->ne[0], ggml_nrows(tensor)};
        }
    }
}

std::pair<int64_t, int64_t> WeightsFile::shape(const std::string & tensor) const {
    const auto found = places.find(tensor);
    return found == places.end() ? std::pair<int64_t, int64_t>{0, 0} : std::pair<int64_t, int64_t>{found->second.width, found->second.rows};
}

void WeightsFile::rows(const std::string & tensor, int64_t first, int64_t count, const std::function<void(int64_t, const float *)> & take) const {
    const auto found = places.find(tensor);
    if (found == places.end() || first < 0 || first + count > found->second.rows)
        throw CodedError("model-unreadable", "The model's file has no rows of weights “" + tensor + "” where they were looked for.");
    const auto & place = found->second;
    const auto widen = ggml_get_type_traits(place.type)->to_float;
    if (!widen && place.type != GGML_TYPE_F32) throw CodedError("model-unsupported", "Weights of “" + tensor + "” have a type that cannot be read one by one.");
    const size_t row_bytes = ggml_row_size(place.type, place.width);
    std::ifstream file(place.file, std::ios::binary);
    file.seekg(std::streamoff(place.offset + uint64_t(first) * row_bytes));
    // Aligned for any block type.
    std::vector<uint64_t> stored((row_bytes + 7) / 8);
    std::vector<float> values(size_t(place.width));
    for (int64_t row = first; row < first + count; row++) {
        if (!file.read(reinterpret_cast<char *>(stored.data()), std::streamsize(row_bytes)))
            throw CodedError("model-unreadable", "The model's file ended while weights were read from it.");
        if (widen) widen(stored.data(), values.data(), place.width);
        else std::memcpy(values.data(), stored.data(), row_bytes);
        take(row, values.data());
    }
}

}  // namespace vitrine
