/**
 * The tensors of a trace. One place for the names: the engine writes by them, views and notebooks read by them.
 *
 * Letters: L layers, H heads, T tokens, D width, E experts, K experts used, G inverse temperatures, P pooled map size,
 * M head metrics. Row i of a (T, ...) tensor belongs to token i unless said otherwise.
 */
export const tensorNames = {
  /** I32 (T): token ids, prompt then completion. */
  tokens: "tokens",
  /** U8 (bytes) and I32 (T + 1): the bytes of token i are `token_bytes[offsets[i] .. offsets[i + 1]]`. */
  tokenBytes: "token_bytes",
  tokenOffsets: "token_offsets",
  /** U8 (T): 1 for control tokens. */
  tokenSpecial: "token_special",
  /** F32 (T): natural log p(token i | tokens before it); NaN for the first. Whole vocabulary, temperature 1. */
  logprob: "logprob",
  /** I32 (T): 1 + number of tokens with a higher logit than token i had before it; -1 for the first. */
  rank: "rank",
  /** F32 (T): nats, of the distribution after token i; NaN where its logits were not computed. */
  entropy: "entropy",
  /** I32 / F32 (T, 256): the most likely next tokens after token i and their logits, descending. */
  logitIds: "logits.ids",
  logitValues: "logits.values",
  /**
   * The text of the tokens in `logits.ids`, so that candidates can be read without the model: I32 (U) the distinct ids, ascending;
   * U8 (bytes) with I32 (U + 1) offsets as for `token_bytes`; U8 (U) 1 for control tokens. Present whenever `logits.ids` is.
   */
  candidateIds: "logits.candidates",
  candidateBytes: "logits.candidate_bytes",
  candidateOffsets: "logits.candidate_offsets",
  candidateSpecial: "logits.candidate_special",
  /** F32 (T): log sum exp of all logits after token i. */
  logSumExp: "logits.logsumexp",
  /** F32 (T, G): log sum exp of beta * logits for the manifest's inverse temperatures beta. */
  logSumExpByBeta: "logits.logsumexp_beta",
  /** F16 (H, T, T): row i sums to 1 over keys <= i. Present when stored whole. */
  attention: (layer: number) => `attention.${layer}`,
  /** I32 / F16 (H, T, 8): keys with the largest weights of each row, descending, -1 where unused. Present when stored as top keys. */
  attentionKeys: (layer: number) => `attention.keys.${layer}`,
  attentionWeights: (layer: number) => `attention.weights.${layer}`,
  /** F16 (T, T): mean over the heads of a layer. Present when stored whole. */
  attentionMean: (layer: number) => `attention.mean.${layer}`,
  /** F32 (L, H, M): head metrics, each a mean over query rows 1 .. T-1, in the order of `headMetrics`. Exact in both cases. */
  attentionMetrics: "attention.metrics",
  /**
   * F16 (L, H, P, P) and (L, H, P): maps for thumbnails, P = min(T, 64). Cell (a, b) holds the largest weight among
   * queries i with floor(i * P / T) = a and keys j >= 1 with floor(j * P / T) = b; the second tensor holds key 0 alone.
   * Made from the kept keys alone where attention is stored as top keys.
   */
  attentionPooled: "attention.pooled",
  attentionPooledFirst: "attention.pooled_first",
  /** F32 (L, H, T), in a file of its own: ‖W_O[:, h] · v_jh‖, how much head h can take from token j (Kobayashi et al. 2020). */
  valueNorms: "attention.value_norms",
  /** I32 (T, K): chosen experts, in the model's order. */
  routerExperts: (layer: number) => `router.experts.${layer}`,
  /** F32 (T, K): gate weights as used, after normalising and scaling. */
  routerWeights: (layer: number) => `router.weights.${layer}`,
  /** F32 (T, E): after softmax or sigmoid, before the selection bias. */
  routerScores: (layer: number) => `router.scores.${layer}`,
  /** F32 (T): selection score of the worst chosen expert minus that of the best one not chosen (bias and group limit in force). */
  routerMargin: (layer: number) => `router.margin.${layer}`,
  /**
   * The logit lens, in a file of its own: n positions, all layers, k tokens kept, A ids asked about. I32 (n) and I32 (L): which positions
   * and layers; I32 (A): the ids asked about.
   */
  lensPositions: "lens.positions",
  lensLayers: "lens.layers",
  lensAsked: "lens.asked",
  /** I32 / F32 (n, L, k): the likeliest tokens, best first, and their log-probabilities. */
  lensIds: "lens.ids",
  lensLogprobs: "lens.logprobs",
  /** F32 (n, L): nats. */
  lensEntropy: "lens.entropy",
  /** F32 / I32 (n, L, A): log-probability and rank of the ids asked about. */
  lensAskedLogprobs: "lens.asked_logprobs",
  lensAskedRanks: "lens.asked_ranks",
  /** F32 (n): largest difference over the vocabulary between the last layer's lens and the model's own logits. */
  lensGap: "lens.gap",
  /** The texts of the tokens in `lens.ids` and `lens.asked`, as `candidateIds` and the three beside it have them. */
  lensTokens: "lens.tokens",
  lensTokenBytes: "lens.token_bytes",
  lensTokenOffsets: "lens.token_offsets",
  lensTokenSpecial: "lens.token_special",
  /** F32 (T, D): residual stream after the layer. */
  residual: (layer: number) => `residual.${layer}`,
} as const;

/** Order of the last axis of `attention.metrics`. Induction: weight on keys j whose previous token equals the query's token. */
export const headMetrics = ["entropy", "distance", "first", "previous", "self", "induction"] as const;

/** How the attention of long runs is kept. */
export const ATTENTION_WHOLE_LIMIT = 1_024;
export const ATTENTION_KEYS_PER_ROW = 8;
export const ATTENTION_MINIMUM_WEIGHT = 0.005;
export const POOLED_SIZE = 64;

/** How many logits are kept per position. */
export const LOGITS_KEPT = 256;
/** Inverse temperatures 1/8, 2/8 … 5 (temperatures 8 … 0.2): multiples of one step, so that the engine needs one exp per logit. */
export const INVERSE_TEMPERATURE_STEP = 1 / 8;
export const INVERSE_TEMPERATURE_COUNT = 40;
