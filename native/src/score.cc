#include "score.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "divergence.h"
#include "error.h"
#include "evaluation.h"
#include "logits_row.h"
#include "run.h"

namespace vitrine {

namespace {

/** Texts that are in memory at a time. llama.cpp takes no more than a micro-batch has tokens. */
constexpr int most_parallel = 64;

/** Branches [from, to) of the tree, evaluated behind the path that the first of them shares with those before it. */
struct Pack {
    size_t from, to;
};

/** A token to decode. */
struct Step {
    int node;
    bool read;
    std::vector<llama_seq_id> sequences;  // of the branches that pass through it
};

/** The branches cut into packs: as many each as the cells take, and always one. Branches without nodes of their own cost nothing. */
std::vector<Pack> packs_of(const ScoreTree & tree, const ContextSpec & spec) {
    std::vector<Pack> packs;
    for (size_t from = 0; from < tree.branches.size(); from = packs.back().to) {
        Pack pack{from, from};
        int cells = tree.branches[from].shared, parallel = 0;
        for (; pack.to < tree.branches.size(); pack.to++) {
            const int count = tree.branches[pack.to].count;
            const bool fits = cells + count <= spec.context_tokens && parallel < spec.sequences;
            if (count > 0 && pack.to > from && !fits) break;
            cells += count;
            parallel += count > 0;
        }
        packs.push_back(pack);
    }
    return packs;
}

/** What comes out of all lanes: figures have places of their own, rows of divergences meet those of other lanes. */
struct Outcome {
    Outcome(const ScoreTexts & texts, int vocabulary) : divergences(texts.divergences, vocabulary) {
        for (size_t i = 0; i < texts.sequences.size(); i++) logprobs.emplace_back(texts.sequences[i].size() + texts.wanted_of(int(i)).size(), NAN);
    }

    std::vector<std::vector<double>> logprobs;
    std::mutex meeting;
    DivergenceRows divergences;
};

/** One lane: packs, one after another, on a context of its own. */
class Walk {
public:
    Walk(LoadedModel & model, EvaluationContext & context, const ScoreSpec & spec, const ScoreTree & tree, Outcome & outcome)
        : model(model), context(context), spec(spec), tree(tree), outcome(outcome), batch(context.spec.micro_batch_tokens, context.spec.sequences) {}

    void evaluate(const Pack & pack) {
        context.reset();
        const auto steps = steps_of(pack);
        for (size_t start = 0; start < steps.size(); start += context.spec.micro_batch_tokens)
            decode_steps(steps, start, std::min(steps.size(), start + context.spec.micro_batch_tokens));
    }

private:
    /**
     * What is shared with earlier packs is evaluated again, not kept: cells of one text then lie in the order of its tokens, and where
     * attention walks over them one by one (flash attention on a CPU, small batches) a text's figures are the same to the last bit alone
     * and among others.
     */
    std::vector<Step> steps_of(const Pack & pack) const {
        std::vector<Step> steps;
        std::unordered_map<int, size_t> places;  // of nodes among the steps
        const auto place = [&](int node, bool read) {
            if (places.emplace(node, steps.size()).second) steps.push_back({node, read, {}});
        };
        std::vector<int> path;
        llama_seq_id id = 0;
        for (size_t b = pack.from; b < pack.to; b++) {
            const auto & branch = tree.branches[b];
            if (branch.count == 0) continue;
            path.clear();
            for (int node = tree.nodes[branch.first].parent; node >= 0; node = tree.nodes[node].parent) path.push_back(node);
            std::reverse(path.begin(), path.end());
            for (const int node : path) place(node, false);
            for (int i = 0; i < branch.count; i++) {
                path.push_back(branch.first + i);
                place(branch.first + i, true);
            }
            for (const int node : path) steps[places[node]].sequences.push_back(id);
            id++;
        }
        return steps;
    }

    void decode_steps(const std::vector<Step> & steps, size_t start, size_t end) {
        batch.clear();
        std::vector<const Node *> read;
        std::vector<int> places;
        for (size_t i = start; i < end; i++) {
            const auto & node = tree.nodes[steps[i].node];
            const bool reads = steps[i].read && !node.readings.empty();
            if (reads) {
                read.push_back(&node);
                places.push_back(batch.size());
            }
            batch.add(node.token, node.position, steps[i].sequences, reads);
        }
        if (model.stop || !decode(context, batch)) throw CodedError("stopped", "Scoring was stopped.");
        std::vector<LogitRow> rows;
        for (const int place : places) rows.push_back({llama_get_logits_ith(context.get(), place), 0});
        note(read, rows);
    }

    void note(const std::vector<const Node *> & nodes, std::vector<LogitRow> & rows) {
        std::atomic<bool> finite{true};
        context.workers.each(int(rows.size()), [&](int r) {
            rows[r].log_sum_exp = logit_figures(rows[r].logits, model.vocabulary, nullptr).log_sum_exp;
            if (!std::isfinite(rows[r].log_sum_exp)) finite = false;
        });
        if (!finite)
            throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
        const bool meets = !spec.texts.divergences.empty();
        std::unique_lock<std::mutex> together(outcome.meeting, std::defer_lock);
        if (meets) together.lock();
        for (size_t r = 0; r < rows.size(); r++)
            for (const auto & reading : nodes[r]->readings) note(reading, rows[r]);
        if (meets) outcome.divergences.settle(context.workers);
    }

    void note(const Reading & reading, const LogitRow & row) {
        if (reading.kind == Reading::divergence) return outcome.divergences.take(reading, row);
        auto & result = outcome.logprobs[reading.index];
        const auto logprob = [&](int32_t id) { return double(row.logits[id]) - row.log_sum_exp; };
        if (reading.kind == Reading::token) {
            result[reading.position] = logprob(spec.texts.sequences[reading.index][reading.position]);
        } else {
            const auto & wanted = spec.texts.wanted_of(reading.index);
            for (size_t i = 0; i < wanted.size(); i++) result[reading.position + i] = logprob(wanted[i]);
        }
    }

    LoadedModel & model;
    EvaluationContext & context;
    const ScoreSpec & spec;
    const ScoreTree & tree;
    Outcome & outcome;
    Batch batch;
};

/** Throws what is wrong with the request. Returns the length of the longest text. */
int check(const LoadedModel & model, const ScoreSpec & spec) {
    int longest = 1;
    for (size_t i = 0; i < spec.texts.sequences.size(); i++) {
        check_tokens(model, spec.texts.sequences[i], spec.context.context_tokens);
        const auto & wanted = spec.texts.wanted_of(int(i));
        if (!wanted.empty()) check_tokens(model, wanted, int(wanted.size()));
        longest = std::max(longest, int(spec.texts.sequences[i].size()));
    }
    for (const auto & divergence : spec.texts.divergences)
        for (const auto & side : divergence.sides)
            if (size_t(side.sequence) >= spec.texts.sequences.size() || size_t(side.position) + divergence.count > spec.texts.sequences[side.sequence].size())
                throw CodedError("bad-request", "A divergence names tokens that are not there.");
    return longest;
}

/** Recurrent states belong to one text; a sliding window shorter than the texts may drop cells that another text still needs. */
bool can_share(const LoadedModel & model, int longest) {
    const int window = llama_model_n_swa(model.get());
    return !llama_model_is_recurrent(model.get()) && !llama_model_is_hybrid(model.get()) && (window == 0 || longest <= window);
}

}  // namespace

Scores score(LoadedModel & model, const ScoreSpec & spec, const std::function<void(int, int)> & progress) {
    const int longest = check(model, spec);
    const auto tree = plant(spec.texts, spec.share && can_share(model, longest));
    ContextSpec context_spec = spec.context;
    context_spec.hooked = false;
    context_spec.sequences = std::max(1, std::min(most_parallel, context_spec.micro_batch_tokens));
    const auto packs = packs_of(tree, context_spec);
    const int lanes = std::max(1, std::min(spec.lanes, int(packs.size())));
    const auto contexts = model.contexts.lanes(model.get(), context_spec, model.stop, lanes);
    Outcome outcome(spec.texts, model.vocabulary);
    const int total = int(spec.texts.sequences.size());

    std::atomic<size_t> next{0};
    std::mutex reporting;
    size_t done = 0;
    std::exception_ptr failure;
    const auto run_lane = [&](int lane) {
        try {
            Walk walk(model, *contexts[lane], spec, tree, outcome);
            for (size_t i; (i = next++) < packs.size();) {
                walk.evaluate(packs[i]);
                const std::lock_guard<std::mutex> lock(reporting);
                done += packs[i].to - packs[i].from;
                if (done < tree.branches.size()) progress(int(done), total);
            }
        } catch (...) {
            next = packs.size();  // the others end after the pack that they are at
            const std::lock_guard<std::mutex> lock(reporting);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> others;
    for (int lane = 1; lane < lanes; lane++) others.emplace_back(run_lane, lane);
    run_lane(0);
    for (auto & other : others) other.join();
    if (failure) std::rethrow_exception(failure);
    progress(total, total);
    return {std::move(outcome.logprobs), std::move(outcome.divergences.results)};
}

}  // namespace vitrine
