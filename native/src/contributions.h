// Direct logit attribution: how much of one token's logit at one position each component wrote into the residual stream. With the final
// norm's σ frozen at its value for this position the logit is a sum over components c of (γ ⊙ c / σ) · W_U[t].
#pragma once

#include <vector>

#include "hooks.h"
#include "inventory.h"
#include "weights_file.h"
#include "workers.h"

namespace vitrine {

/** All float64. NaN where a component does not exist or could not be told apart; expert −1 likewise. */
struct ContributionFigures {
    std::vector<int32_t> layers;                // L
    int heads = 0, slots = 0;                   // H, and K experts at most
    double logit = 0;                           // the model's, of the target, or target − foil
    double sigma = 0;
    double embedding = 0, bias = 0;
    std::vector<double> attention, ffn, shared; // L
    std::vector<double> head_values;            // L × H
    std::vector<double> slot_values;            // L × K
    std::vector<int32_t> experts;               // L × K
    std::vector<float> gates;                   // L × K
};

class Contributions {
public:
    /** Throws CodedError "model-unsupported", with what is missing. */
    Contributions(const Inventory & inventory, int heads);

    /** Hooks for a decode of one token, with its logits. */
    void attach(NodeHooks & hooks);

    /** After the decode. `foil` −1: none. `logits`: the model's, (V). */
    ContributionFigures compute(const WeightsFile & weights, int32_t target, int32_t foil, const float * logits, Workers & workers) const;

private:
    using Vector = std::vector<float>;
    struct Layer {
        int index;
        const LayerParts * parts;
        const char * gate_node = nullptr;
        int used = 0;
        Vector attention, ffn_input, heads, ffn, output, shared, slots, gates;
        std::vector<int32_t> experts;
    };
    void take(const std::string & node, Vector & target, NodeHooks & hooks);
    std::vector<double> direction(const WeightsFile & weights, int32_t target, int32_t foil) const;
    double sigma() const;
    void add_layer(const WeightsFile & weights, const std::vector<double> & u, size_t at, const Vector & before, ContributionFigures & figures) const;

    const Inventory & inventory;
    const int heads;
    int slots = 0;
    Vector embedding;
    std::vector<Layer> layers;
    std::vector<uint8_t> staging;
};

}  // namespace vitrine
