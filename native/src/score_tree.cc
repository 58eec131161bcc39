#include "score_tree.h"

#include <algorithm>
#include <numeric>

namespace vitrine {

namespace {

/** How many tokens of each sequence have to be evaluated: up to the last one behind which something is read. */
std::vector<int> lengths(const ScoreTexts & texts) {
    std::vector<int> length(texts.sequences.size());
    for (size_t i = 0; i < length.size(); i++) {
        const int tokens = int(texts.sequences[i].size());
        if (!texts.wanted_of(int(i)).empty()) length[i] = tokens;
        else if (texts.from_of(int(i)) < tokens) length[i] = tokens - 1;
    }
    for (const auto & divergence : texts.divergences)
        for (const auto & side : divergence.sides) length[side.sequence] = std::max(length[side.sequence], side.position + divergence.count);
    return length;
}

int common(const std::vector<int32_t> & a, int a_length, const std::vector<int32_t> & b, int b_length) {
    const int most = std::min(a_length, b_length);
    return int(std::mismatch(a.begin(), a.begin() + most, b.begin()).first - a.begin());
}

}  // namespace

const std::vector<int32_t> & ScoreTexts::wanted_of(int sequence) const {
    static const std::vector<int32_t> none;
    return size_t(sequence) < wanted.size() ? wanted[sequence] : none;
}

ScoreTree plant(const ScoreTexts & texts, bool share) {
    const auto length = lengths(texts);
    std::vector<int> order(texts.sequences.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const auto &x = texts.sequences[a], &y = texts.sequences[b];
        return std::lexicographical_compare(x.begin(), x.begin() + length[a], y.begin(), y.begin() + length[b]);
    });
    std::vector<std::vector<std::pair<int, int>>> compared(texts.sequences.size());  // divergence and side
    for (size_t d = 0; d < texts.divergences.size(); d++)
        for (int side = 0; side < 2; side++) compared[texts.divergences[d].sides[side].sequence].push_back({int(d), side});

    ScoreTree tree;
    std::vector<int> path;
    int before = -1;
    for (const int i : order) {
        const auto & tokens = texts.sequences[i];
        if (length[i] < 1) continue;
        Branch branch;
        branch.sequence = i;
        branch.shared = share && before >= 0 ? common(texts.sequences[before], length[before], tokens, length[i]) : 0;
        branch.first = int(tree.nodes.size());
        branch.count = length[i] - branch.shared;
        path.resize(branch.shared);
        for (int position = branch.shared; position < length[i]; position++) {
            const int parent = path.empty() ? -1 : path.back();
            path.push_back(int(tree.nodes.size()));
            tree.nodes.push_back({tokens[position], position, parent, {}});
        }
        for (int position = std::max(1, texts.from_of(i)); position < int(tokens.size()); position++)
            tree.nodes[path[position - 1]].readings.push_back({Reading::token, i, position, 0});
        if (!texts.wanted_of(i).empty()) tree.nodes[path.back()].readings.push_back({Reading::wanted, i, int(tokens.size()), 0});
        for (const auto & [d, side] : compared[i]) {
            const auto & divergence = texts.divergences[d];
            for (int k = 0; k < divergence.count; k++)
                tree.nodes[path[divergence.sides[side].position + k]].readings.push_back({Reading::divergence, d, k, side});
        }
        tree.branches.push_back(branch);
        before = i;
    }
    return tree;
}

}  // namespace vitrine
