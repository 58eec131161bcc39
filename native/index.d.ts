/**
 * The addon: evaluation of a GGUF model by llama.cpp with captures on its graph nodes. Written by hand; see README.md beside
 * it for the data flow. Only lib/engine/server may import it, after node-llama-cpp has loaded the libraries in this process.
 *
 * Every operation that evaluates runs on its own thread and settles a promise; one at a time per model. Callbacks run on the
 * JavaScript thread. Errors are thrown as Error with a `code` of the domain's error codes where one fits.
 */

export interface LoadOptions {
  path: string;
  gpuLayers: number;
  useMmap: boolean;
  /** Reads no weights: only the token methods work. */
  vocabularyOnly?: boolean;
  /** 0 … 1. */
  onProgress?: (fraction: number) => void;
}

/** Which of the graph's nodes a one-token dry run met: base name → layers in order of appearance. */
export type NodeInventory = Record<string, number[]>;

export interface ContextOptions {
  /** Cells of the KV cache. `score` needs as many as its longest sequence has tokens, and holds more texts at a time in more. */
  contextTokens: number;
  /** Tokens of one decode, and rows of the logits buffer that llama.cpp holds. */
  microBatchTokens: number;
  threads: number;
  flashAttention: boolean;
  kvType: "f32" | "f16";
}

export interface CaptureOptions {
  /** `true`: all layers; an object: only this head of this layer, stored whole at any length. */
  attention: boolean | { layer: number; head: number };
  /** Beyond as many tokens attention is kept as top keys; 1,024 unless told. */
  attentionWholeLimit?: number;
  router: boolean;
  residual: boolean;
  /** Top logits of every position. Log-probabilities, ranks and entropies are computed in any case. */
  logits: boolean;
}

export interface SamplingOptions {
  temperature: number;
  topK: number;
  topP: number;
  minP: number;
  seed: number;
}

/** `positions` left out: every position. See lib/domain/edit.ts for what each does. */
export type EditOptions =
  | { kind: "expert-off" | "expert-reroute" | "expert-force"; layer: number; expert: number; positions?: Int32Array }
  | { kind: "head-off" | "head-mean"; layer: number; head: number; positions?: Int32Array }
  /** `to` reads `from` no more; left out: no token behind `from` does. `layer`, `head` left out: all. */
  | { kind: "attention-block"; layer?: number; head?: number; from: number; to?: number }
  | { kind: "attention-write-off" | "ffn-write-off"; layer: number; positions?: Int32Array }
  | { kind: "residual-scale"; layer: number; factor: number; positions?: Int32Array }
  /** `values`: (D); `token`: its row of the output matrix. */
  | { kind: "residual-add"; layer: number; factor: number; values: Float32Array; positions?: Int32Array }
  | { kind: "residual-add"; layer: number; factor: number; token: number; positions?: Int32Array }
  /** `values`: (positions, D). */
  | { kind: PatchKind; layer: number; positions: Int32Array; values: Float32Array };

export type PatchKind = "residual-patch" | "attention-write-patch" | "ffn-write-patch";

export interface RunOptions {
  /** Prompt, at least one token. */
  tokens: Int32Array;
  /** How many tokens to generate at most. */
  generate: number;
  sampling: SamplingOptions;
  context: ContextOptions;
  capture: CaptureOptions;
  /** In force from the first token on. Error: `bad-request` for one that cannot be made, or that leaves the range of float32. */
  edits?: EditOptions[];
  /** Tokens at the beginning over which means of heads are taken; the whole prompt unless told. */
  meanTokens?: number;
  onProgress?: (done: number, total: number) => void;
  /** Figures of the tokens just settled: after a prompt chunk all of its tokens, then one per generated token. */
  onTokens?: (tokens: TokenFigures[]) => void;
}

export interface TokenFigures {
  index: number;
  id: number;
  /** Of this token given those before it; NaN / -1 for the first. */
  logprob: number;
  rank: number;
  /** Of the distribution after this token, nats; NaN when unknown yet. */
  entropy: number;
}

export type TensorType = "F32" | "F16" | "I32" | "U8";

/** A finished capture. `read` makes one tensor at a time, so that memory stays at the packed capture plus one tensor. */
export interface Capture {
  readonly tensors: readonly { name: string; dtype: TensorType; shape: readonly number[] }[];
  /** Row-major bytes of the named tensor. */
  read(name: string): ArrayBuffer;
  /**
   * Writes them to the front of `into` and returns that part as a view of the same memory, which lasts until the next use of `into`:
   * many tensors can share one buffer, where fresh ones would wait for the garbage collector. `into` starts at a multiple of four
   * bytes. Error: `internal` when it is smaller than the tensor.
   */
  read(name: string, into: Uint8Array): Uint8Array;
  /** Bytes held by the packed capture. */
  readonly heldBytes: number;
  dispose(): void;
}

export interface RunResult {
  tokens: Int32Array;
  promptTokens: number;
  finish: "length" | "end-token" | "stopped" | "context-full";
  promptMs: number;
  generateMs: number;
  capture: Capture;
}

export interface ScoreOptions {
  /** Each at least one token; scored independently of each other. */
  sequences: Int32Array[];
  /** First token of each whose log-probability is asked for; at or behind the end: none. All of all unless given. */
  from?: Int32Array;
  /** For each sequence, ids whose log-probabilities after its last token are wanted too. */
  wanted?: Int32Array[];
  /**
   * [a, i, b, j, n] each: the n distributions behind tokens i, i + 1 … of sequence a are compared with those behind tokens j, j + 1 …
   * of sequence b, over the whole vocabulary.
   */
  divergences?: Int32Array[];
  /** `false`: beginnings that sequences have in common are evaluated for each. Default `true`. */
  share?: boolean;
  /** Evaluations beside each other, each with a context and the threads of `context`; 1 unless told. Scores do not depend on it. */
  lanes?: number;
  context: ContextOptions;
  onProgress?: (done: number, total: number) => void;
}

export interface ScoreResult {
  /**
   * Of each sequence: natural-log probabilities of every token given those before it, NaN for the first and for what was not asked for;
   * behind them those of the wanted ids.
   */
  logprobs: Float64Array[];
  /** Jensen-Shannon divergences in nats. */
  divergences: Float64Array[];
}

export interface ExplainOptions {
  tokens: Int32Array;
  /** Positions whose predictions are looked at, ascending. */
  positions: Int32Array;
  /** Ids whose logits and ranks are wanted. */
  asked: Int32Array;
  /** The lens of every layer at these positions, beside the model's own prediction. */
  lens: boolean;
  /** Likeliest tokens kept of each layer, 1 … 256. */
  top: number;
  /** Parts of the logit of `target` at a position, or of logit(target) − logit(foil). */
  contributions?: { position: number; target: number; foil?: number };
  /** Norms of what each head can take from each token; the whole text is evaluated for them. */
  valueNorms?: boolean;
  /** In force throughout; see `RunOptions`. */
  edits?: EditOptions[];
  meanTokens?: number;
  context: ContextOptions;
  onProgress?: (done: number, total: number) => void;
}

/** What the model itself says after each of n positions; A asked ids. */
export interface PredictionFigures {
  /** (n): the likeliest token. */
  first: Int32Array;
  /** (n), float64 over the vocabulary. */
  logSumExp: Float64Array;
  /** (n, A). */
  askedLogits: Float32Array;
  askedRanks: Int32Array;
}

/** By position n (in the order asked), layer L, and rank K or asked id A. Logits as the model makes them; sums over the vocabulary in float64. */
export interface LensFigures {
  layers: Int32Array;
  top: number;
  /** (n, L, K), best first. */
  ids: Int32Array;
  logits: Float32Array;
  /** (n, L). */
  logSumExp: Float64Array;
  /** (n, L), nats. */
  entropy: Float64Array;
  /** (n, L, A). */
  askedLogits: Float32Array;
  askedRanks: Int32Array;
  /** (n + 1): where each position's ids begin in `everIds`: all that lead in any layer, in order of appearance. */
  everOffsets: Int32Array;
  everIds: Int32Array;
  /** (everIds, L). */
  everLogits: Float32Array;
  /** (n): largest difference over the vocabulary between the last layer's lens and the model's own logits. */
  modelGap: Float32Array;
}

/** ‖W_O[:, h] · v_jh‖ of layer, head and token. */
export interface ValueNormFigures {
  layers: Int32Array;
  heads: number;
  /** (L, H, T). */
  norms: Float32Array;
}

/** All in logits. NaN: no such component, or it cannot be told apart. */
export interface ContributionFigures {
  layers: Int32Array;
  heads: number;
  slots: number;
  /** The model's own, of the target, or target − foil. */
  logit: number;
  /** Of the final norm at this position: sqrt(mean(x²) + ε). */
  sigma: number;
  embedding: number;
  bias: number;
  /** (L). */
  attention: Float64Array;
  /** (L, H). */
  headValues: Float64Array;
  /** (L). */
  ffn: Float64Array;
  shared: Float64Array;
  /** (L, K): of the chosen experts, best first; `experts` −1 where there is none. */
  slotValues: Float64Array;
  experts: Int32Array;
  gates: Float32Array;
}

/** In a sweep a patch may take its values from the source's run, position by position. */
export type SweptEdit = EditOptions | { kind: PatchKind; layer: number; positions: Int32Array; sourcePositions: Int32Array };

export interface SweepOptions {
  tokens: Int32Array;
  /** Ids whose log-probabilities after the last token are wanted. */
  asked: Int32Array;
  /** The text that patches take their values from. */
  source?: Int32Array;
  /** In force always, also in what is called clean here. */
  edits?: EditOptions[];
  meanTokens?: number;
  /** Each is evaluated by itself, from the first position that it edits on. */
  variants: SweptEdit[][];
  context: ContextOptions;
  onProgress?: (done: number, total: number) => void;
}

/** Of the prediction after the last token: the likeliest one, and natural-log probabilities of the A asked ids. */
export interface PredictionAfter {
  first: number;
  logprobs: Float64Array;
}

export interface SweepResult {
  /** Some variants were not evaluated: their figures are NaN, their `first` −1. */
  stopped: boolean;
  /** Clean, evaluated as a run evaluates its prompt. */
  whole: PredictionAfter;
  source?: PredictionAfter;
  /** The first variant once more, evaluated as a run evaluates its prompt: how far the pieces move an edited figure. */
  again?: PredictionAfter;
  /** (variants). */
  first: Int32Array;
  /** (variants, A), in the pieces in which the variant was evaluated. */
  clean: Float64Array;
  edited: Float64Array;
}

export interface PlainOptions {
  tokens: Int32Array;
  generate: number;
  context: ContextOptions;
}

export class Model {
  private constructor();
  static load(options: LoadOptions): Promise<Model>;
  /** Ends what `load` is doing between two tensors; it rejects with the code "stopped". */
  static stopLoading(): void;
  readonly vocabulary: number;
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly contextLength: number;
  readonly addBos: boolean;
  readonly bos: number;
  readonly architecture: string;
  /** e.g. "CPU", "CUDA0". */
  readonly backend: string;
  nodes(): Promise<NodeInventory>;
  /** The bytes that a token stands for; control tokens by their name. */
  tokenBytes(id: number): Uint8Array;
  isControl(id: number): boolean;
  isEndOfGeneration(id: number): boolean;
  run(options: RunOptions): Promise<RunResult>;
  score(options: ScoreOptions): Promise<ScoreResult>;
  /** Evaluates the text once, with the lens on the way, and the explained position once more on the cached prefix. */
  explain(options: ExplainOptions): Promise<{ predictions: PredictionFigures; lens?: LensFigures; contributions?: ContributionFigures; valueNorms?: ValueNormFigures }>;
  /** Many lists of edits on one text, whose beginning is evaluated once. Error: `stopped` before the clean figures are known. */
  sweep(options: SweepOptions): Promise<SweepResult>;
  /** The benchmark's yardstick: the same evaluation by llama.cpp alone, no hook, nothing recorded; generation is greedy. */
  plain(options: PlainOptions): Promise<{ promptMs: number; generateMs: number }>;
  /**
   * Ends the operation in progress between two graph nodes (on a GPU: after the decode in progress). What was captured until then
   * is kept; `score` and `plain` reject with the code "stopped".
   */
  stop(): void;
  dispose(): void;
}

/** The llama.cpp build that this addon was compiled against and is linked to, e.g. "v0.5.0". */
export const llamaCppBuild: string;
/** System information as llama.cpp prints it (CPU features in use). */
export function systemInfo(): string;

/** The addon's arithmetic on single rows, for its tests. */
export const probes: {
  logitRow(logits: Float32Array): { logSumExp: number; entropy: number; logSumExpByBeta: Float32Array; ids: Int32Array; values: Float32Array };
  /** Jensen-Shannon divergence of the distributions that two rows of logits stand for. */
  divergence(a: Float32Array, b: Float32Array): number;
  /** Draws `count` tokens from one row. */
  draw(logits: Float32Array, sampling: SamplingOptions, count: number): Int32Array;
  /** `packed`: half-precision bits. `position`: Σ weight · key. */
  attentionRow(weights: Float32Array): { total: number; entropy: number; position: number; packed: Uint16Array };
};
