// Rows of weights, read from the model's file and dequantised one by one: in memory the backend may have rearranged them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ggml.h"

namespace vitrine {

class WeightsFile {
public:
    /** All parts of a split file. Throws CodedError "model-unreadable". */
    explicit WeightsFile(const std::string & path);

    /**
     * Calls `take` with each of `count` rows of a matrix from `first` on, as float32; a row has ne[0] values. May be called from several
     * threads. Throws CodedError "model-unreadable" when the file has no such rows.
     */
    void rows(const std::string & tensor, int64_t first, int64_t count, const std::function<void(int64_t row, const float * values)> & take) const;

    /** ne[0] and the number of rows; zeros when there is no such tensor. */
    std::pair<int64_t, int64_t> shape(const std::string & tensor) const;

private:
    struct Place {
        std::string file;
        uint64_t offset;
        ggml_type type;
        int64_t width, rows;
    };
    std::map<std::string, Place> places;
};

}  // namespace vitrine
