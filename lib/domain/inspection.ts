import { z } from "zod";
import { captureKindSchema, modelShapeSchema, modelCapabilitiesSchema } from "./model";
import { editListSchema } from "./edit";
import { errorBodySchema } from "./errors";

export const samplingSchema = z.object({
  /** 0 is greedy. */
  temperature: z.number().min(0).max(8).default(0),
  /** 0 keeps all. */
  topK: z.int().min(0).max(1_000_000).default(0),
  topP: z.number().gt(0).max(1).default(1),
  minP: z.number().min(0).lt(1).default(0),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});
export type Sampling = z.infer<typeof samplingSchema>;

export const promptModeSchema = z.enum(["completion", "chat"]);
export type PromptMode = z.infer<typeof promptModeSchema>;

/** The longest prompt text taken by a request, in characters; the model's context is the real limit. */
export const PROMPT_CHARACTER_LIMIT = 2_000_000;

/** What a person asks for when pressing Run. */
export const inspectionRequestSchema = z.object({
  model: z.string().min(1).max(1_000),
  prompt: z.string().max(PROMPT_CHARACTER_LIMIT),
  mode: promptModeSchema.default("completion"),
  generate: z.int().min(0).max(100_000).default(32),
  sampling: samplingSchema.prefault({}),
  capture: z.array(captureKindSchema).default(["attention", "router", "residual", "logits"]),
  title: z.string().max(200).optional(),
  /** What is changed inside the model; sources are ids of inspections. An empty list asks for a run that edited ones can be compared with. */
  edits: editListSchema.optional(),
});
export type InspectionRequest = z.infer<typeof inspectionRequestSchema>;
export type InspectionRequestInput = z.input<typeof inspectionRequestSchema>;

/** Keep an inspection's tokens before `position`, force `token` there, and go on. `position` indexes the whole token list. */
export const branchRequestSchema = z.object({
  position: z.int().positive(),
  token: z.int().nonnegative(),
  generate: z.int().min(0).max(100_000).optional(),
});
export type BranchRequest = z.infer<typeof branchRequestSchema>;

/**
 * Run an inspection's tokens up to and including `position` (its whole prompt where left out) with edits, and go on. The edits stand in
 * place of those that the inspection was made with.
 */
export const editedRequestSchema = z.object({
  position: z.int().nonnegative().optional(),
  edits: editListSchema.min(1, "there is nothing to change: at least one edit"),
  generate: z.int().min(0).max(100_000).optional(),
  title: z.string().trim().min(1).max(200).optional(),
});
export type EditedRequest = z.infer<typeof editedRequestSchema>;
export type EditedRequestInput = z.input<typeof editedRequestSchema>;

export const inspectionStateSchema = z.enum(["queued", "running", "complete", "stopped", "failed"]);
export type InspectionState = z.infer<typeof inspectionStateSchema>;

/** Written into the trace's `__metadata__` as `manifest` and shown to the reader: everything needed to run it again. */
export const manifestSchema = z.object({
  format: z.literal("vitrine-trace"),
  version: z.literal(1),
  model: z.object({
    fileName: z.string(),
    sha256: z.string(),
    sizeBytes: z.number(),
    name: z.string().nullable(),
    architecture: z.string(),
    quantisation: z.string(),
    shape: modelShapeSchema,
  }),
  engine: z.object({
    llamaCpp: z.string(),
    nodeLlamaCpp: z.string(),
    backend: z.string(),
    gpuLayers: z.int(),
    kvType: z.enum(["f32", "f16"]),
    flashAttention: z.boolean(),
    contextTokens: z.int(),
    batchTokens: z.int(),
    microBatchTokens: z.int(),
    threads: z.int(),
  }),
  prompt: z.string().nullable(), // null when token ids were given
  mode: promptModeSchema,
  renderedPrompt: z.string(),
  promptTokens: z.int(),
  /** Positions whose token was forced by a branch, with the inspection branched from left out on purpose (it is local). */
  forcedPositions: z.array(z.int()),
  generate: z.int(),
  sampling: samplingSchema,
  finish: z.enum(["length", "end-token", "stopped", "context-full"]),
  capture: z.array(captureKindSchema),
  /** What was changed inside the model; left out where nothing was, and the model is as its file has it. */
  edits: editListSchema.optional(),
  capabilities: modelCapabilitiesSchema,
  attention: z
    .object({
      stored: z.enum(["whole", "top-keys"]),
      keysPerRow: z.int().nullable(),
      minimumWeight: z.number().nullable(),
      pooledSize: z.int(),
    })
    .nullable(),
  logits: z.object({ kept: z.int(), inverseTemperatures: z.array(z.number()) }).nullable(),
  software: z.string(), // "vitrine 0.1.0"
});
export type Manifest = z.infer<typeof manifestSchema>;

/** One line of the list. */
export const inspectionSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  state: inspectionStateSchema,
  modelId: z.string(),
  modelFileName: z.string(),
  mode: promptModeSchema,
  prompt: z.string(),
  promptTokens: z.int(),
  totalTokens: z.int(),
  /** Null for a root; else the inspection it was branched from and where. No text: nothing was put there, the model was edited. */
  parentId: z.string().nullable(),
  branchPosition: z.int().nullable(),
  branchText: z.string().nullable(),
  createdAt: z.iso.datetime(),
  traceBytes: z.int().nullable(),
});
export type InspectionSummary = z.infer<typeof inspectionSummarySchema>;
export const inspectionListSchema = z.object({ inspections: z.array(inspectionSummarySchema), total: z.int() });
export type InspectionList = z.infer<typeof inspectionListSchema>;

/**
 * All tokens of an inspection with the figures of each. Arrays are parallel, length T.
 * `logprob[i]`, `rank[i]`: of token i given those before it; null for the first (no prediction was made).
 * `entropy[i]`: nats, of the distribution after token i. Measured.
 */
export const tokenTableSchema = z.object({
  ids: z.array(z.int()),
  /** The token's bytes, base64: one token may hold part of a character. */
  bytes: z.array(z.base64()),
  special: z.array(z.boolean()),
  logprob: z.array(z.number().nullable()),
  rank: z.array(z.int().nullable()),
  entropy: z.array(z.number().nullable()),
});
export type TokenTable = z.infer<typeof tokenTableSchema>;

export const inspectionDetailSchema = z.object({
  summary: inspectionSummarySchema,
  manifest: manifestSchema,
  traceSha256: z.string(),
  tokens: tokenTableSchema,
  /** Names, dtypes and shapes of what the trace holds, so that a view knows what it can ask for. */
  tensors: z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.int()) })),
  /** The request that made it, for "run again". */
  request: inspectionRequestSchema,
  timings: z.object({ promptMs: z.number(), generateMs: z.number(), loadMs: z.number(), writeMs: z.number() }),
});
export type InspectionDetail = z.infer<typeof inspectionDetailSchema>;

/** A token as it streams, before the trace is complete. */
export const streamedTokenSchema = z.object({
  index: z.int(),
  id: z.int(),
  bytes: z.base64(),
  special: z.boolean(),
  logprob: z.number().nullable(),
  rank: z.int().nullable(),
  entropy: z.number().nullable(),
  prompt: z.boolean(),
});
export type StreamedToken = z.infer<typeof streamedTokenSchema>;

/** Progress of one inspection, in order, over the event stream. The last one is "done" or "failed". */
export const inspectionEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("queued"), ahead: z.int() }),
  z.object({ type: z.literal("loading"), fraction: z.number() }),
  z.object({ type: z.literal("prompt"), done: z.int(), total: z.int() }),
  z.object({ type: z.literal("tokens"), tokens: z.array(streamedTokenSchema), tokensPerSecond: z.number().nullable() }),
  z.object({ type: z.literal("writing"), fraction: z.number() }),
  z.object({ type: z.literal("done"), id: z.string(), state: z.enum(["complete", "stopped"]) }),
  z.object({ type: z.literal("failed"), error: errorBodySchema }),
]);
export type InspectionEvent = z.infer<typeof inspectionEventSchema>;
