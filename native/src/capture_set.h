// Everything that one run records. Rows are read chunk by chunk and count only once their chunk is complete: a stop in the middle
// of a chunk leaves all tensors with the same number of rows.
#pragma once

#include <memory>
#include <optional>

#include "attention_capture.h"
#include "load.h"
#include "logits_capture.h"
#include "residual_capture.h"
#include "router_capture.h"

namespace vitrine {

struct CaptureSpec {
    bool attention = false;
    AttentionSpec attention_spec;
    bool router = false;
    bool residual = false;
    bool logits = false;

    bool reads_nodes() const { return attention || router || residual; }
};

class CaptureSet {
public:
    /** Throws CodedError "model-unsupported" when the graph lacks a wanted capture's nodes. */
    CaptureSet(std::shared_ptr<LoadedModel> model, const CaptureSpec & spec, std::vector<int32_t> prompt);

    void attach(EvaluationContext & context);
    void begin(int first, int rows);
    void commit();

    /** Frees nothing; builds the list of tensors for the rows committed, once no more will come. */
    void finish();

    /** Prompt and what was generated so far. May run ahead of the committed rows. */
    std::vector<int32_t> tokens;
    LogitsCapture logits;

    int rows() const { return committed; }
    const std::vector<TensorSource> & tensors() const { return list; }
    size_t bytes() const;

private:
    void add_token_tensors();

    const std::shared_ptr<LoadedModel> model;
    std::unique_ptr<AttentionCapture> attention;
    std::unique_ptr<RouterCapture> router;
    std::unique_ptr<ResidualCapture> residual;
    std::vector<TensorSource> list;
    int committed = 0, pending = 0;
};

}  // namespace vitrine
