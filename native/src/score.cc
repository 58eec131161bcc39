#include "score.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "divergence.h"
#include "error.h"
#include "evaluation.h"
#include "logits_row.h"
#include "run.h"

namespace vitrine {

namespace {

/** Sequence ids of the KV cache that a wave may use. Id 0 holds the path that goes on from one wave to the next. */
constexpr int most_parallel = 128;
constexpr int kept_path = 0;

/** Branches [from, to) of the tree, evaluated together behind the first `kept` nodes of the path before them. */
struct Wave {
    size_t from, to;
    int kept, nodes;
};

class Walk {
public:
    Walk(LoadedModel & model, EvaluationContext & context, const ScoreSpec & spec, const ScoreTree & tree)
        : model(model), context(context), spec(spec), tree(tree), batch(context.spec.micro_batch_tokens, context.spec.sequences),
          divergences(spec.texts.divergences, model.vocabulary) {
        for (size_t i = 0; i < spec.texts.sequences.size(); i++)
            logprobs.emplace_back(spec.texts.sequences[i].size() + spec.texts.wanted_of(int(i)).size(), NAN);
    }

    /** As many branches as one decode and the cells take, and always one. */
    Wave next(size_t from) const {
        Wave wave{from, from, tree.branches[from].shared, 0};
        int parallel = 0;
        for (; wave.to < tree.branches.size(); wave.to++) {
            const auto & branch = tree.branches[wave.to];
            const int nodes = wave.nodes + branch.count;
            parallel += branch.count > 0;
            const bool fits = nodes <= context.spec.micro_batch_tokens && wave.kept + nodes <= spec.context.context_tokens && parallel < context.spec.sequences;
            if (wave.to > from && !fits) break;
            wave.nodes = nodes;
        }
        return wave;
    }

    void evaluate(const Wave & wave) {
        keep(wave.kept);
        const auto sequences = settle_in(wave);
        const int first = tree.branches[wave.from].first, end = first + wave.nodes;
        for (int start = first; start < end; start += context.spec.micro_batch_tokens)
            decode_nodes(start, std::min(end, start + context.spec.micro_batch_tokens), first, sequences);
    }

    Scores result() { return {std::move(logprobs), std::move(divergences.results)}; }

private:
    llama_memory_t memory() const { return llama_get_memory(context.get()); }

    /** Gives up all cells but those of the first `length` nodes of the latest path. */
    void keep(int length) {
        if (length == 0) {
            context.reset();
            return;
        }
        if (latest != kept_path) {
            llama_memory_seq_rm(memory(), kept_path, -1, -1);
            llama_memory_seq_cp(memory(), latest, kept_path, 0, length);
        } else {
            llama_memory_seq_rm(memory(), kept_path, length, -1);
        }
        for (int id = 1; id < context.spec.sequences; id++) llama_memory_seq_rm(memory(), id, -1, -1);
    }

    /** Gives each branch its sequence id; returns the ids that pass through each of the wave's nodes. */
    std::vector<std::vector<llama_seq_id>> settle_in(const Wave & wave) {
        std::vector<std::vector<llama_seq_id>> sequences(wave.nodes);
        const int first = tree.branches[wave.from].first;
        std::vector<int> path(wave.kept, -1);  // the wave's nodes by position; -1: in memory from before
        latest = kept_path;
        int id = 0;
        for (size_t b = wave.from; b < wave.to; b++) {
            const auto & branch = tree.branches[b];
            path.resize(branch.shared);
            if (branch.count == 0) continue;
            latest = ++id;
            for (int i = 0; i < branch.count; i++) path.push_back(branch.first - first + i);
            const auto own = std::find_if(path.begin(), path.end(), [](int node) { return node >= 0; });
            if (own != path.begin()) llama_memory_seq_cp(memory(), kept_path, id, 0, llama_pos(own - path.begin()));
            for (auto node = own; node != path.end(); ++node) sequences[*node].push_back(id);
        }
        return sequences;
    }

    void decode_nodes(int start, int end, int wave_first, const std::vector<std::vector<llama_seq_id>> & sequences) {
        batch.clear();
        for (int i = start; i < end; i++) {
            const auto & node = tree.nodes[i];
            batch.add(node.token, node.position, sequences[i - wave_first], !node.readings.empty());
        }
        if (model.stop || !decode(context, batch)) throw CodedError("stopped", "Scoring was stopped.");
        read(start, end);
    }

    void read(int start, int end) {
        std::vector<int> read;
        std::vector<LogitRow> rows;
        for (int i = start; i < end; i++) {
            if (tree.nodes[i].readings.empty()) continue;
            read.push_back(i);
            rows.push_back({llama_get_logits_ith(context.get(), i - start), 0});
        }
        std::atomic<bool> finite{true};
        context.workers.each(int(rows.size()), [&](int r) {
            rows[r].log_sum_exp = logit_figures(rows[r].logits, model.vocabulary, nullptr).log_sum_exp;
            if (!std::isfinite(rows[r].log_sum_exp)) finite = false;
        });
        if (!finite)
            throw CodedError("engine-failed", "The model produced numbers that are none (NaN). Its file may be damaged, or its arithmetic overflows.");
        for (size_t r = 0; r < rows.size(); r++)
            for (const auto & reading : tree.nodes[read[r]].readings) note(reading, rows[r]);
        divergences.settle(context.workers);
    }

    void note(const Reading & reading, const LogitRow & row) {
        if (reading.kind == Reading::divergence) return divergences.take(reading, row);
        auto & result = logprobs[reading.index];
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
    Batch batch;
    std::vector<std::vector<double>> logprobs;
    DivergenceRows divergences;
    int latest = kept_path;  // sequence id of the path that was evaluated last
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
    context_spec.sequences = std::max(2, std::min(most_parallel, context_spec.micro_batch_tokens));
    auto & context = model.contexts.get(model.get(), context_spec, model.stop);
    Walk walk(model, context, spec, tree);
    const int total = int(spec.texts.sequences.size());
    for (size_t done = 0; done < tree.branches.size();) {
        const auto wave = walk.next(done);
        walk.evaluate(wave);
        done = wave.to;
        if (done < tree.branches.size()) progress(int(done), total);
    }
    progress(total, total);
    return walk.result();
}

}  // namespace vitrine
