import type { Edit } from "@/lib/domain/edit";
import type { CaptureKind, ModelCapabilities, ModelShape } from "@/lib/domain/model";
import type { InspectionEvent, Manifest, PromptMode, Sampling } from "@/lib/domain/inspection";
import type { ErrorBody } from "@/lib/domain/errors";
import type { Score, ScoreRequest } from "@/lib/domain/scored";
import type { ExpertCounts } from "@/lib/domain/expert-statistics";
import type { SweepFigures } from "@/lib/domain/sweep";
import type { Explanation, LeaveOneOut, Span, TokenChoice } from "@/lib/domain/explanation";

/** What a run is made from. Text is rendered and tokenised by the engine; ids are taken as they are. */
export type PromptInput =
  | { kind: "text"; text: string; mode: PromptMode }
  /** `promptTokens` of `ids` count as prompt; the rest was generated or forced before (branches). */
  | { kind: "tokens"; ids: number[]; promptTokens: number; forcedPositions: number[]; text: string | null; mode: PromptMode; renderedPrompt: string | null };

export interface InspectJob {
  /** Absolute path of the GGUF file, already checked to lie where it may. */
  modelPath: string;
  prompt: PromptInput;
  generate: number;
  sampling: Sampling;
  capture: CaptureKind[];
  /**
   * What is changed inside the model, with sources as absolute paths. An edited run is evaluated without flash attention and with float32 keys and
   * values; an empty list asks for a run without edits that is evaluated in the same way, to be compared with.
   */
  edits?: Edit[] | undefined;
  /** The trace is written to `<tracePath>.part`, synced, then renamed: it is whole or absent. */
  tracePath: string;
}

export interface InspectOutcome {
  state: "complete" | "stopped";
  manifest: Manifest;
  traceSha256: string;
  traceBytes: number;
  timings: { promptMs: number; generateMs: number; loadMs: number; writeMs: number };
  /** Peak bytes held for captures by the native code. */
  captureBytes: number;
}

/** Edits that a recorded run was made with, to be made again; sources as absolute paths. */
export interface MadeWith {
  edits: Edit[];
  /** How many of its tokens were given and not generated: means of heads are taken over them. */
  given: number;
}

/** One head's exact map of a finished inspection that kept only the top keys. Written like a trace, with the one tensor `attention.<layer>.<head>` F16 (T, T). */
export interface HeadMapJob {
  modelPath: string;
  modelSha256: string;
  tokens: number[];
  layer: number;
  head: number;
  madeWith?: MadeWith | undefined;
  tracePath: string;
}

export interface ScoreJob {
  modelPath: string;
  texts: { id: string; text: string }[];
}
export interface ScoreOutcome {
  scores: { id: string; tokens: number[]; tokenLogprobs: (number | null)[] }[];
}

export interface ScoreUnitsJob {
  modelPath: string;
  /** Refuses with `bad-request` when the file is another one, before or after the scoring. */
  modelSha256?: string | undefined;
  requests: ScoreRequest[];
  /** Evaluates each request by itself, so that comparing both ways tells how far packing moves figures. Default: packed. */
  oneByOne?: boolean | undefined;
  /** `false`: what texts begin with in common is evaluated for each of them. Default: once. */
  sharePrefixes?: boolean | undefined;
}

export interface ExplainJob {
  modelPath: string;
  /** Refuses with `bad-request` when the file is another one. */
  modelSha256?: string | undefined;
  prompt: PromptInput;
  /** Explains what comes after this token; null: after the last one. */
  position: number | null;
  madeWith?: MadeWith | undefined;
  /** Null: the likeliest token. */
  target: TokenChoice | null;
  foil: TokenChoice | null;
  /** Likeliest tokens kept of each layer. */
  top: number;
  /**
   * Where to write the lens at every position up to the last token, as a .safetensors file with the `lens…` tensors of lib/trace/names.ts;
   * null: the lens at `position` alone.
   */
  lensPath: string | null;
  contributions: boolean;
}

export interface ExplainOutcome {
  explanation: Explanation;
  timings: { loadMs: number; explainMs: number };
}

/** Leave-one-out of spans of a text, towards answers that follow it. */
export interface LeaveOneOutJob {
  modelPath: string;
  modelSha256?: string | undefined;
  /** x: the text that spans are taken from. */
  tokens: number[];
  /** y, at least one token, and the other answer; teacher-forced. */
  answer: number[];
  foil: number[] | null;
  spans: Span[];
}

/** A value taken from the source's run at the same layer: the residual stream after it, or what its attention or feed-forward adds. */
export interface SweptPatch {
  part: "residual" | "attention" | "ffn";
  layer: number;
  position: number;
  sourcePosition: number;
}

/** One line of a sweep: these changes together, and nothing else. */
export type SweepVariant = { edits: Edit[] } | { patches: SweptPatch[] };

/** What many changes, each by itself, do to the prediction after a text. Evaluated like edited runs: float32 keys and values, no flash attention. */
export interface SweepJob {
  modelPath: string;
  modelSha256?: string | undefined;
  tokens: number[];
  /** Null: the token that the clean run finds likeliest. */
  target: number | null;
  foil: number | null;
  /** The text that patches take their values from. */
  source: number[] | null;
  /** In force always, also in what counts as clean. */
  madeWith?: MadeWith | undefined;
  variants: SweepVariant[];
}

export interface SweepOutcome {
  /** Stopped: some variants are null. */
  state: "complete" | "stopped";
  target: number;
  /** The likeliest token of the clean run. */
  first: number;
  clean: SweepFigures;
  source: SweepFigures | null;
  /** `first`: the likeliest token of the edited run. */
  variants: ({ delta: number; foilDelta: number | null; first: number } | null)[];
  /** The largest difference between evaluations of the whole text and of its end on what was kept of the rest: clean ones, and the first variant's. */
  noiseFloor: number;
}

/** Norms of what each head can take from each token, for value-weighted attention; written like a trace, with `attention.value_norms`. */
export interface ValueNormsJob {
  modelPath: string;
  modelSha256?: string | undefined;
  tokens: number[];
  tracePath: string;
  madeWith?: MadeWith | undefined;
}

/** A batch of a corpus; callers keep batches short, so that stopping and going on lose little. */
export interface CountExpertsJob {
  modelPath: string;
  texts: { id: string; text: string; domain: string }[];
  /** Token ids that are counted one by one. */
  tracked: number[];
}
export interface CountExpertsOutcome {
  /** Stopped: the texts before `counted` are in the counts. */
  state: "complete" | "stopped";
  counted: number;
  counts: ExpertCounts;
}

/** What an audit's manifest says of the model file and of how it is scored. */
export interface ModelFacts {
  fileName: string;
  sha256: string;
  sizeBytes: number;
  architecture: string;
  quantisation: string;
  /** Tensors by class and type, e.g. {"experts": {"Q4_0": 15}}. */
  tensorClasses: Record<string, Record<string, number>>;
  tokenizerSha256: string;
  chatTemplateSha256: string | null;
  addsBos: boolean;
  engine: { llamaCpp: string; nodeLlamaCpp: string; backend: string; kvType: "f32" | "f16"; flashAttention: boolean; microBatchTokens: number; threads: number };
}

/** What reading a model's metadata tells; see `ModelSummary.details` for the meaning of the fields. */
export interface ModelDescription {
  name: string | null;
  architecture: string;
  quantisation: string;
  parameters: number | null;
  shape: ModelShape;
  hasChatTemplate: boolean;
  licence: string | null;
  capabilities: ModelCapabilities;
  capabilitiesAre: "predicted" | "learned";
  memory: { neededBytes: number; availableBytes: number; fits: boolean };
}

export interface EngineStatus {
  state: "stopped" | "starting" | "idle" | "busy";
  loadedModelPath: string | null;
  queued: number;
  pid: number | null;
  llamaCpp: string | null;
  backend: string | null;
  lastCrash: { at: string; reason: string } | null;
  /** Of the long job in progress, 0 … 1; null without one, and before it says how far it is. */
  progress: { phase: "loading" | "working"; fraction: number } | null;
}

export type Priority = "interactive" | "background";

export interface JobOptions<Event> {
  priority?: Priority;
  onEvent?: (event: Event) => void;
  /** Aborting a running inspection ends it as "stopped" with what was captured; a waiting one is dropped with the error "stopped". */
  signal?: AbortSignal;
}

export type InspectProgress = Exclude<InspectionEvent, { type: "done" } | { type: "failed" }>;
export type WorkProgress = { type: "queued"; ahead: number } | { type: "loading"; fraction: number } | { type: "work"; done: number; total: number };

/**
 * The engine as the rest of the program sees it: asynchronous, out of process, queued. Failures are `VitrineError`s; a crash of
 * the process fails the job in progress with "engine-crashed" and the next job starts a new process.
 */
export interface Engine {
  inspect(job: InspectJob, options?: JobOptions<InspectProgress>): Promise<InspectOutcome>;
  headMap(job: HeadMapJob, options?: JobOptions<WorkProgress>): Promise<{ traceBytes: number }>;
  score(job: ScoreJob, options?: JobOptions<WorkProgress>): Promise<ScoreOutcome>;
  /** Scores of audit units, in the order of the requests. A whole call is one piece of work: callers keep calls short. */
  scoreUnits(job: ScoreUnitsJob, options?: JobOptions<WorkProgress>): Promise<{ scores: Score[] }>;
  /** Logit lens and parts of a logit at one position. Errors: `bad-request`, `token-out-of-range`, those of an inspection. */
  explain(job: ExplainJob, options?: JobOptions<WorkProgress>): Promise<ExplainOutcome>;
  /** Stopping keeps the spans that were measured. Error: `bad-request` for spans outside the text, or that leave nothing of it. */
  leaveOneOut(job: LeaveOneOutJob, options?: JobOptions<WorkProgress>): Promise<LeaveOneOut>;
  /**
   * Stopping keeps what was measured. Errors: `bad-request` for a change that cannot be made, naming it; `model-unsupported` for a model whose
   * graph does not show the part, or whose cache cannot be cut.
   */
  sweep(job: SweepJob, options?: JobOptions<WorkProgress>): Promise<SweepOutcome>;
  /** Error: `model-unsupported` where the graph does not name the values of attention. */
  valueNorms(job: ValueNormsJob, options?: JobOptions<WorkProgress>): Promise<{ traceBytes: number }>;
  /** Routing of texts, counted. Errors: `model-unsupported` for a model without experts; those of a prompt name the text. */
  countExperts(job: CountExpertsJob, options?: JobOptions<WorkProgress>): Promise<CountExpertsOutcome>;
  /** Hashes the file and reads its metadata. */
  modelFacts(modelPath: string): Promise<ModelFacts>;
  /** Reads metadata only; never loads weights. */
  describe(modelPath: string): Promise<ModelDescription>;
  /** Text → ids and the exact text sent, as `inspect` would do it. */
  tokenize(modelPath: string, prompt: Extract<PromptInput, { kind: "text" }>): Promise<{ ids: number[]; rendered: string; bytes: string[] }>;
  status(): EngineStatus;
  /** Ends the process, failing what is in progress. */
  close(): Promise<void>;
}

export type JobFailure = ErrorBody;
