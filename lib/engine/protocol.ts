import { z } from "zod";
import { editListSchema } from "@/lib/domain/edit";
import { errorBodySchema } from "@/lib/domain/errors";
import { inspectionEventSchema, manifestSchema, promptModeSchema, samplingSchema } from "@/lib/domain/inspection";
import { scoreRequestSchema, scoreSchema } from "@/lib/domain/scored";
import { captureKindSchema, modelCapabilitiesSchema, modelShapeSchema } from "@/lib/domain/model";
import { sweepDeltaSchema, sweepFiguresSchema } from "@/lib/domain/sweep";
import { expertCountsSchema } from "@/lib/domain/expert-statistics";
import { explanationSchema, leaveOneOutSchema, spanSchema, tokenChoiceSchema } from "@/lib/domain/explanation";
import type { CountExpertsJob, CountExpertsOutcome, ExplainJob, ExplainOutcome, HeadMapJob, InspectJob, InspectOutcome, InspectProgress, LeaveOneOutJob, MadeWith, ModelDescription, ModelFacts, PromptInput, ScoreJob, ScoreOutcome, ScoreUnitsJob, SweepJob, SweepOutcome, ValueNormsJob, WorkProgress } from "@/lib/engine/engine";

/**
 * What travels between the program and its engine process, in both directions. Each side parses what it receives: a message
 * that does not fit is a fault of the build (two versions side by side), never something to guess about.
 */

const textPromptSchema = z.object({ kind: z.literal("text"), text: z.string(), mode: promptModeSchema });
const promptSchema: z.ZodType<PromptInput> = z.discriminatedUnion("kind", [
  textPromptSchema,
  z.object({
    kind: z.literal("tokens"),
    ids: z.array(z.int()),
    promptTokens: z.int(),
    forcedPositions: z.array(z.int()),
    text: z.string().nullable(),
    mode: promptModeSchema,
    renderedPrompt: z.string().nullable(),
  }),
]);

const inspectJobSchema: z.ZodType<InspectJob> = z.object({
  modelPath: z.string(),
  prompt: promptSchema,
  generate: z.int(),
  sampling: samplingSchema,
  capture: z.array(captureKindSchema),
  edits: editListSchema.optional(),
  tracePath: z.string(),
});

const inspectOutcomeSchema: z.ZodType<InspectOutcome> = z.object({
  state: z.enum(["complete", "stopped"]),
  manifest: manifestSchema,
  traceSha256: z.string(),
  traceBytes: z.number(),
  timings: z.object({ promptMs: z.number(), generateMs: z.number(), loadMs: z.number(), writeMs: z.number() }),
  captureBytes: z.number(),
});

const inspectProgressSchema: z.ZodType<InspectProgress> = inspectionEventSchema.transform((event, context) => {
  if (event.type !== "done" && event.type !== "failed") return event;
  context.addIssue("the end of a job is its result, not an event");
  return z.NEVER;
});

const workProgressSchema: z.ZodType<WorkProgress> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("queued"), ahead: z.int() }),
  z.object({ type: z.literal("loading"), fraction: z.number() }),
  z.object({ type: z.literal("work"), done: z.number(), total: z.number() }),
]);

const madeWithSchema: z.ZodType<MadeWith> = z.object({ edits: editListSchema, given: z.int() });

const headMapJobSchema: z.ZodType<HeadMapJob> = z.object({
  modelPath: z.string(),
  modelSha256: z.string(),
  tokens: z.array(z.int()),
  layer: z.int(),
  head: z.int(),
  madeWith: madeWithSchema.optional(),
  tracePath: z.string(),
});

const scoreJobSchema: z.ZodType<ScoreJob> = z.object({
  modelPath: z.string(),
  texts: z.array(z.object({ id: z.string(), text: z.string() })),
});
const scoreOutcomeSchema: z.ZodType<ScoreOutcome> = z.object({
  scores: z.array(z.object({ id: z.string(), tokens: z.array(z.int()), tokenLogprobs: z.array(z.number().nullable()) })),
});

const scoreUnitsJobSchema: z.ZodType<ScoreUnitsJob> = z.object({ modelPath: z.string(), modelSha256: z.string().optional(), requests: z.array(scoreRequestSchema), oneByOne: z.boolean().optional(), sharePrefixes: z.boolean().optional() });

const explainJobSchema: z.ZodType<ExplainJob> = z.object({
  modelPath: z.string(),
  modelSha256: z.string().optional(),
  prompt: promptSchema,
  position: z.int().nullable(),
  madeWith: madeWithSchema.optional(),
  target: tokenChoiceSchema.nullable(),
  foil: tokenChoiceSchema.nullable(),
  top: z.int(),
  lensPath: z.string().nullable(),
  contributions: z.boolean(),
});
const explainOutcomeSchema: z.ZodType<ExplainOutcome> = z.object({
  explanation: explanationSchema,
  timings: z.object({ loadMs: z.number(), explainMs: z.number() }),
});

const leaveOneOutJobSchema: z.ZodType<LeaveOneOutJob> = z.object({
  modelPath: z.string(),
  modelSha256: z.string().optional(),
  tokens: z.array(z.int()),
  answer: z.array(z.int()),
  foil: z.array(z.int()).nullable(),
  spans: z.array(spanSchema),
});

const sweptPatchSchema = z.object({ part: z.enum(["residual", "attention", "ffn"]), layer: z.int(), position: z.int(), sourcePosition: z.int() });
const sweepJobSchema: z.ZodType<SweepJob> = z.object({
  modelPath: z.string(),
  modelSha256: z.string().optional(),
  tokens: z.array(z.int()),
  target: z.int().nullable(),
  foil: z.int().nullable(),
  source: z.array(z.int()).nullable(),
  madeWith: madeWithSchema.optional(),
  variants: z.array(z.union([z.object({ edits: editListSchema }), z.object({ patches: z.array(sweptPatchSchema) })])),
});
const sweepOutcomeSchema: z.ZodType<SweepOutcome> = z.object({
  state: z.enum(["complete", "stopped"]),
  target: z.int(),
  first: z.int(),
  clean: sweepFiguresSchema,
  source: sweepFiguresSchema.nullable(),
  variants: z.array(sweepDeltaSchema.extend({ first: z.int() }).nullable()),
  noiseFloor: z.number(),
});

const valueNormsJobSchema: z.ZodType<ValueNormsJob> = z.object({ modelPath: z.string(), modelSha256: z.string().optional(), tokens: z.array(z.int()), madeWith: madeWithSchema.optional(), tracePath: z.string() });

const countExpertsJobSchema: z.ZodType<CountExpertsJob> = z.object({
  modelPath: z.string(),
  texts: z.array(z.object({ id: z.string(), text: z.string(), domain: z.string() })),
  tracked: z.array(z.int()),
});
const countExpertsOutcomeSchema: z.ZodType<CountExpertsOutcome> = z.object({ state: z.enum(["complete", "stopped"]), counted: z.int(), counts: expertCountsSchema });

const modelFactsSchema: z.ZodType<ModelFacts> = z.object({
  fileName: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  architecture: z.string(),
  quantisation: z.string(),
  tensorClasses: z.record(z.string(), z.record(z.string(), z.int())),
  tokenizerSha256: z.string(),
  chatTemplateSha256: z.string().nullable(),
  addsBos: z.boolean(),
  engine: z.object({
    llamaCpp: z.string(), nodeLlamaCpp: z.string(), backend: z.string(), kvType: z.enum(["f32", "f16"]), flashAttention: z.boolean(), microBatchTokens: z.int(), threads: z.int(),
  }),
});

const modelDescriptionSchema: z.ZodType<ModelDescription> = z.object({
  name: z.string().nullable(),
  architecture: z.string(),
  quantisation: z.string(),
  parameters: z.number().nullable(),
  shape: modelShapeSchema,
  hasChatTemplate: z.boolean(),
  licence: z.string().nullable(),
  capabilities: modelCapabilitiesSchema,
  capabilitiesAre: z.enum(["predicted", "learned"]),
  memory: z.object({ neededBytes: z.number(), availableBytes: z.number(), fits: z.boolean() }),
});

/** What any long job says of itself that means the same for all: how far loading and working are. */
export const howFarSchema = z.union([
  z.object({ type: z.literal("loading"), fraction: z.number() }).transform(({ fraction }) => ({ phase: "loading" as const, fraction })),
  z.object({ type: z.enum(["work", "prompt"]), done: z.number(), total: z.number().positive() }).transform(({ done, total }) => ({ phase: "working" as const, fraction: done / total })),
]);

/** One thing that the engine process can do: how its job, its progress and its result look. */
export interface Operation<Job, Progress, Result> {
  readonly name: OperationName;
  readonly job: z.ZodType<Job>;
  readonly progress: z.ZodType<Progress>;
  readonly result: z.ZodType<Result>;
}

export const operationNameSchema = z.enum(["inspect", "headMap", "score", "scoreUnits", "explain", "leaveOneOut", "sweep", "valueNorms", "countExperts", "describe", "modelFacts", "tokenize"]);
export type OperationName = z.infer<typeof operationNameSchema>;

const operation = <Job, Progress, Result>(
  name: OperationName,
  job: z.ZodType<Job>,
  progress: z.ZodType<Progress>,
  result: z.ZodType<Result>,
): Operation<Job, Progress, Result> => ({ name, job, progress, result });

export const operations = {
  inspect: operation("inspect", inspectJobSchema, inspectProgressSchema, inspectOutcomeSchema),
  headMap: operation("headMap", headMapJobSchema, workProgressSchema, z.object({ traceBytes: z.number() })),
  score: operation("score", scoreJobSchema, workProgressSchema, scoreOutcomeSchema),
  scoreUnits: operation("scoreUnits", scoreUnitsJobSchema, workProgressSchema, z.object({ scores: z.array(scoreSchema) })),
  explain: operation("explain", explainJobSchema, workProgressSchema, explainOutcomeSchema),
  leaveOneOut: operation("leaveOneOut", leaveOneOutJobSchema, workProgressSchema, leaveOneOutSchema),
  sweep: operation("sweep", sweepJobSchema, workProgressSchema, sweepOutcomeSchema),
  valueNorms: operation("valueNorms", valueNormsJobSchema, workProgressSchema, z.object({ traceBytes: z.number() })),
  countExperts: operation("countExperts", countExpertsJobSchema, workProgressSchema, countExpertsOutcomeSchema),
  modelFacts: operation("modelFacts", z.object({ modelPath: z.string() }), z.never(), modelFactsSchema),
  /** Quick: read metadata or a vocabulary only, and run beside a job in progress. */
  describe: operation("describe", z.object({ modelPath: z.string() }), z.never(), modelDescriptionSchema),
  tokenize: operation(
    "tokenize",
    z.object({ modelPath: z.string(), prompt: textPromptSchema }),
    z.never(),
    z.object({ ids: z.array(z.int()), rendered: z.string(), bytes: z.array(z.string()) }),
  ),
} as const;

/** To the engine process. */
export const requestMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("job"), id: z.int(), operation: operationNameSchema, job: z.unknown() }),
  z.object({ type: z.literal("stop"), id: z.int() }),
]);
export type RequestMessage = z.infer<typeof requestMessageSchema>;

export const engineInfoSchema = z.object({
  llamaCpp: z.string().nullable(),
  backend: z.string().nullable(),
  loadedModelPath: z.string().nullable(),
});
export type EngineInfo = z.infer<typeof engineInfoSchema>;

/** From the engine process. "ready" comes once and first; "info" whenever what it says may have changed. */
export const replyMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), info: engineInfoSchema }),
  z.object({ type: z.literal("info"), info: engineInfoSchema }),
  z.object({ type: z.literal("progress"), id: z.int(), progress: z.unknown() }),
  z.object({ type: z.literal("result"), id: z.int(), result: z.unknown() }),
  z.object({ type: z.literal("failure"), id: z.int(), error: errorBodySchema }),
]);
export type ReplyMessage = z.infer<typeof replyMessageSchema>;
