#include "sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "logits_row.h"

namespace vitrine {

namespace {

constexpr uint64_t multiplier = 6364136223846793005ull, increment = 1442695040888963407ull;

/** PCG32 (O'Neill 2014), XSH-RR. */
uint32_t step(uint64_t & state) {
    const uint64_t old = state;
    state = old * multiplier + increment;
    const uint32_t mixed = uint32_t(((old >> 18) ^ old) >> 27), turn = uint32_t(old >> 59);
    return mixed >> turn | mixed << ((32 - turn) & 31);
}

}  // namespace

Sampler::Sampler(const SamplingSpec & spec) : spec(spec), state(0) {
    step(state);
    state += spec.seed;
    step(state);
}

/** In [0, 1), 53 bits. */
double Sampler::uniform() {
    const uint64_t high = step(state), low = step(state);
    return double((high << 32 | low) >> 11) * 0x1p-53;
}

std::vector<int32_t> Sampler::candidates(const float * logits, int count, double log_sum_exp) const {
    const int limit = spec.top_k > 0 ? std::min(spec.top_k, count) : count;
    if (limit == count && spec.top_p >= 1 && spec.min_p <= 0) {
        std::vector<int32_t> all(count);
        std::iota(all.begin(), all.end(), 0);
        return all;
    }
    // The sorted head of the vocabulary, grown until the filters' cut lies inside it.
    std::vector<int32_t> ids;
    std::vector<float> values;
    for (int size = std::min(limit, logits_kept);; size = std::min(limit, size * 8)) {
        ids.resize(size);
        values.resize(size);
        top_logits(logits, count, size, ids.data(), values.data());
        // top-k renormalises before top-p looks at the mass
        double whole = log_sum_exp;
        if (limit < count) {
            if (size < limit) continue;
            double mass = 0;
            for (const float value : values) mass += std::exp(double(value) - values[0]);
            whole = values[0] + std::log(mass);
        }
        double mass = 0;
        int kept = 0;
        while (kept < size && (kept == 0 || mass < spec.top_p)) mass += std::exp(double(values[kept++]) - whole);
        int above = kept;
        if (spec.min_p > 0)
            while (above > 1 && std::exp(double(values[above - 1]) - values[0]) < spec.min_p) above--;
        // Complete when a filter cut inside, or when nothing is left to look at.
        if (size == limit || kept < size || above < kept) {
            ids.resize(above);
            return ids;
        }
    }
}

int32_t Sampler::next(const float * logits, int count, double log_sum_exp) {
    if (spec.temperature <= 0) return int32_t(std::max_element(logits, logits + count) - logits);
    const auto ids = candidates(logits, count, log_sum_exp);
    double largest = -INFINITY;
    for (const int32_t id : ids) largest = std::max(largest, double(logits[id]));
    std::vector<double> weights(ids.size());
    double total = 0;
    for (size_t i = 0; i < ids.size(); i++) total += weights[i] = std::exp((logits[ids[i]] - largest) / spec.temperature);
    double left = uniform() * total;
    for (size_t i = 0; i < ids.size(); i++) {
        left -= weights[i];
        if (left < 0) return ids[i];
    }
    // Rounding may leave a sliver behind the last weight; the likeliest candidate takes it.
    return ids[size_t(std::max_element(weights.begin(), weights.end()) - weights.begin())];
}

}  // namespace vitrine
