// Means of what attention heads put out (`kqv_out`) over a text that is evaluated without edits.
#pragma once

#include <atomic>
#include <map>
#include <vector>

#include "context.h"

namespace vitrine {

/** The first `count` tokens; all for 0. */
std::vector<int32_t> mean_text(const std::vector<int32_t> & tokens, int count);

class HeadMeans {
public:
    /** To be called before `measure` for every layer whose means are wanted; `width`: of its heads together. */
    void want(int layer, int64_t width);
    bool empty() const { return layers.empty(); }
    /** Evaluates the text without edits where means are wanted; the context is empty afterwards. False when stopped. */
    bool measure(EvaluationContext & context, const std::vector<int32_t> & tokens, const std::atomic<bool> & stop);
    float mean(int layer, int64_t i) const;

private:
    struct Layer {
        std::vector<double> sums;
        int64_t rows = 0;
    };
    void attach(NodeHooks & hooks);

    std::map<int, Layer> layers;
};

}  // namespace vitrine
