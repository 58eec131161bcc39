// The logit lens (nostalgebraist 2020): what the model would predict if its layers ended early. The residual stream after each layer
// goes through the model's own final norm and output matrix.
#pragma once

#include <functional>
#include <vector>

#include "hooks.h"
#include "inventory.h"
#include "unembedding.h"
#include "workers.h"

namespace vitrine {

/**
 * Figures by position n (in the order asked), layer l and rank or id. Logits are float32 as the model makes them; sums over the
 * vocabulary are float64.
 */
struct LensFigures {
    std::vector<int32_t> layers;                 // L
    int top = 0;                                 // K
    std::vector<int32_t> ids;                    // n × L × K, best first
    std::vector<float> logits;                   // n × L × K
    std::vector<double> log_sum_exp, entropy;    // n × L; entropy in nats
    std::vector<float> asked_logits;             // n × L × asked
    std::vector<int32_t> asked_ranks;            // n × L × asked, 1 = best
    std::vector<int32_t> ever_offsets, ever_ids; // n + 1; ids that lead in any layer, per position in order of appearance
    std::vector<float> ever_logits;              // ever_ids × L
    std::vector<float> model_gap;                // n: largest |lens of the last layer − the model's logits| over the vocabulary
};

class Lens {
public:
    /** Throws CodedError "model-unsupported" when residuals or the output matrix cannot be used. */
    Lens(const Inventory & inventory, int threads, std::vector<int32_t> asked, int top);

    void attach(NodeHooks & hooks);
    /**
     * For the next decode of `rows` rows, all of whose logits are computed when `wanted` rows' are: `wanted` are places in the batch, in
     * order, and those rows have `logits` set, or all have.
     */
    void begin(int rows, std::vector<int> wanted);
    /** After the decode: computes the figures of the wanted rows. `model_logits[i]`: the model's own of wanted row i. `between`: called
     * before each position; may throw to end it. */
    void commit(const std::vector<const float *> & model_logits, Workers & workers, const std::function<void()> & between);

    LensFigures figures;

private:
    struct Layer {
        int index;
        std::vector<float> rows;  // wanted × D
    };
    void read(Layer & layer, const ggml_tensor * tensor);
    void add_position(const float * logits, const float * model_logits, Workers & workers);

    std::vector<Layer> layers;
    Unembedding unembedding;
    const std::vector<int32_t> asked;
    std::vector<int> wanted;
    int batch_rows = 0;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
