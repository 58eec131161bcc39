// Texts that are scored together, as a tree: what they begin with in common is one path, evaluated once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrine {

/** The distributions behind `count` tokens of one text, from token `position` on, against those of another text. */
struct DivergenceSpec {
    struct Side {
        int sequence, position;
    };
    Side sides[2];
    int count;
};

struct ScoreTexts {
    std::vector<std::vector<int32_t>> sequences;
    /** First token of each whose log-probability is asked for; one at or behind the end: of none. Empty: all. */
    std::vector<int> from;
    /** For each sequence, the ids that are asked for after its last token; empty, or shorter than `sequences`: none. */
    std::vector<std::vector<int32_t>> wanted;
    std::vector<DivergenceSpec> divergences;

    int from_of(int sequence) const { return size_t(sequence) < from.size() ? from[sequence] : 0; }
    const std::vector<int32_t> & wanted_of(int sequence) const;
};

/** What is read from the distribution behind a node. */
struct Reading {
    enum Kind { token, wanted, divergence } kind;
    int index;     // sequence, or divergence
    int position;  // of the token that is predicted; of a divergence, its place among the `count`
    int side;      // of a divergence
};

struct Node {
    int32_t token;
    int position;
    int parent;  // -1: the first of a text
    std::vector<Reading> readings;  // none: no logits are needed
};

/** One sequence in the tree: the first `shared` nodes of its path are those of the sequence before it. */
struct Branch {
    int sequence, shared;
    int first, count;  // its own nodes follow one another
    int length() const { return shared + count; }
};

/** `branches` are in the order of their tokens, so that no later one shares more with an earlier one than with its neighbour. */
struct ScoreTree {
    std::vector<Node> nodes;
    std::vector<Branch> branches;
};

/** Tokens that nothing is read behind are left out. `share` false: every sequence has a path of its own. */
ScoreTree plant(const ScoreTexts & texts, bool share);

}  // namespace vitrine
