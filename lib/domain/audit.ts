import { z } from "zod";
import { errorBodySchema } from "./errors";
import { findingSchema } from "./finding";

/** A suite as it is offered: bundled, uploaded in the own format, or imported from a public set. */
export const suiteSummarySchema = z.object({
  /** Name that requests and the command line use. */
  id: z.string(),
  source: z.enum(["bundled", "own", "imported"]),
  title: z.string(),
  sha256: z.string(),
  licence: z.string(),
  shareAlike: z.boolean(),
  measures: z.string(),
  construct: z.string(),
  harm: z.string(),
  population: z.string(),
  limits: z.array(z.string()),
  groups: z.array(z.string()),
  phrasings: z.int(),
  /** Their ids, where one can choose among them. */
  phrasingIds: z.array(z.string()).default([]),
  trials: z.int(),
  /** Metrics of the declared family, with the smallest effect that matters (a distance from "no effect", in the metric's unit). */
  family: z.array(z.object({ metric: z.string(), smallestEffect: z.number().nullable() })),
  /** Rows used and left out, for imported sets. */
  rows: z.object({ read: z.int(), leftOut: z.array(z.object({ where: z.string(), reason: z.string() })) }).nullable(),
  warnings: z.array(z.string()),
});
export type SuiteSummary = z.infer<typeof suiteSummarySchema>;

export const suiteListSchema = z.object({ suites: z.array(suiteSummarySchema) });

export const uploadRequestSchema = z.object({ name: z.string().trim().min(1).max(200).optional(), text: z.string() });
export const uploadedSuiteSchema = z.object({ suite: suiteSummarySchema });
export type UploadedSuite = z.infer<typeof uploadedSuiteSchema>;

/** An imported public set: what it was recognised as, its files with their hashes, rows read and left out. */
export const importedSuiteSchema = z.object({
  suite: suiteSummarySchema,
  facts: z.object({ format: z.string(), title: z.string(), licence: z.string(), shareAlike: z.boolean(), source: z.string() }),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  rows: z.int(),
  leftOut: z.array(z.object({ where: z.string(), reason: z.string() })),
});
export type ImportedSuite = z.infer<typeof importedSuiteSchema>;

export const auditOptionsSchema = z.object({
  /** Trials per suite, whole clusters drawn with the seed; null: all. */
  limit: z.int().positive().max(1_000_000).nullable().default(null),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** How many of the six option orders letters are scored in; 0 leaves letters out. */
  letterOrders: z.int().min(0).max(6).default(6),
  /** Phrasing ids to use, by suite; absent: all. */
  phrasings: z.record(z.string(), z.array(z.string())).default({}),
  /** Also the sampled continuations of suites that have them. */
  continuations: z.boolean().default(false),
  /** Overrides of the suites' smallest effects of interest, by suite and metric; recorded as declared before the run. */
  smallestEffect: z.record(z.string(), z.record(z.string(), z.number().positive())).default({}),
});
export type AuditOptions = z.infer<typeof auditOptionsSchema>;

export const auditRequestSchema = z.object({
  model: z.string().min(1).max(1_000),
  suites: z.array(z.string().min(1).max(200)).min(1).max(50),
  options: auditOptionsSchema.prefault({}),
  title: z.string().trim().max(200).optional(),
});
export type AuditRequest = z.infer<typeof auditRequestSchema>;
export type AuditRequestInput = z.input<typeof auditRequestSchema>;

/** "paused" waits for Resume; "interrupted" (a crash) resumes by itself at the next start of the server. */
export const auditStateSchema = z.enum(["queued", "running", "paused", "complete", "failed"]);
export type AuditState = z.infer<typeof auditStateSchema>;

export const verdictCountsSchema = z.object({ detected: z.int(), notDetected: z.int(), inconclusive: z.int() });

export const auditSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  state: auditStateSchema,
  modelId: z.string(),
  modelFileName: z.string(),
  suites: z.array(z.string()),
  unitsDone: z.int(),
  unitsTotal: z.int(),
  /** Of the suites' declared families only. */
  verdicts: verdictCountsSchema,
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type AuditSummary = z.infer<typeof auditSummarySchema>;
export const auditListSchema = z.object({ audits: z.array(auditSummarySchema), total: z.int() });

/** Everything needed to do it again and to know what was audited. Times are left out on purpose: equal audits have equal manifests. */
export const auditManifestSchema = z.object({
  format: z.literal("vitrine-audit"),
  version: z.literal(1),
  model: z.object({
    fileName: z.string(),
    sha256: z.string(),
    sizeBytes: z.number(),
    architecture: z.string(),
    quantisation: z.string(),
    /** Tensors and bytes by class and type, e.g. {"attention": {"F16": 12}}. */
    tensorClasses: z.record(z.string(), z.record(z.string(), z.int())),
    tokenizerSha256: z.string(),
    chatTemplateSha256: z.string().nullable(),
    addsBos: z.boolean(),
  }),
  engine: z.object({ llamaCpp: z.string(), nodeLlamaCpp: z.string(), backend: z.string(), kvType: z.enum(["f32", "f16"]), flashAttention: z.boolean(), microBatchTokens: z.int(), threads: z.int() }),
  suites: z.array(
    z.object({
      id: z.string(), title: z.string(), source: z.enum(["bundled", "own", "imported"]), sha256: z.string(), licence: z.string(), shareAlike: z.boolean(),
      trialsUsed: z.int(), leftOut: z.array(z.object({ reason: z.string(), count: z.int() })), lackingWords: z.array(z.string()),
      limits: z.array(z.string()),
    }),
  ),
  options: auditOptionsSchema,
  statistics: z.object({ seed: z.int(), generator: z.string(), resamples: z.int(), permutations: z.int(), level: z.number(), alpha: z.number(), power: z.number() }),
  /** Nats; 99.9th percentile of |LL run 1 - LL run 2| over repeats at the start. */
  noiseFloor: z.object({ value: z.number(), texts: z.int(), repeats: z.int() }),
  interventions: z.array(z.string()),
  software: z.string(),
});
export type AuditManifest = z.infer<typeof auditManifestSchema>;

export const suiteResultSchema = z.object({ suite: z.string(), trials: z.int(), complete: z.boolean(), findings: z.array(findingSchema) });
export type SuiteResult = z.infer<typeof suiteResultSchema>;

export const auditDetailSchema = z.object({
  summary: auditSummarySchema,
  request: auditRequestSchema,
  /** Null until the model is loaded and the noise floor measured. */
  manifest: auditManifestSchema.nullable(),
  /** Of finished suites; while running, a running estimate with `complete: false`. */
  results: z.array(suiteResultSchema),
  suites: z.array(suiteSummarySchema),
  error: errorBodySchema.nullable(),
});
export type AuditDetail = z.infer<typeof auditDetailSchema>;

export const auditEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("loading"), fraction: z.number() }),
  z.object({ type: z.literal("noise"), done: z.int(), total: z.int() }),
  z.object({
    type: z.literal("progress"), suite: z.string(), done: z.int(), total: z.int(),
    unitsPerSecond: z.number().nullable(), secondsLeft: z.number().nullable(),
    /** A running estimate of the suite's first family metric, from the items at hand; estimated. */
    estimate: z.object({ metric: z.string(), value: z.number(), ci: z.tuple([z.number(), z.number()]).nullable(), n: z.int() }).nullable(),
  }),
  z.object({ type: z.literal("statistics"), suite: z.string() }),
  z.object({ type: z.literal("state"), state: auditStateSchema }),
  z.object({ type: z.literal("failed"), error: errorBodySchema }),
]);
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** One line of the items table. */
export const auditItemSchema = z.object({
  suite: z.string(), item: z.string(), phrasing: z.string(), kind: z.string(), category: z.string(), cluster: z.string(),
  control: z.enum(["placebo", "neutral"]).nullable(),
  /** First lines of the two sides (or the prompt), for reading. */
  texts: z.array(z.object({ variant: z.string(), text: z.string() })),
  /** The item's own effect in its metric's unit (d_sum, bias in log-odds, biased or not …); null: left out, with the reason. */
  effect: z.number().nullable(),
  scores: z.record(z.string(), z.number().nullable()),
  /** Whether the pair scores disagree in sign; null where there is one score only. */
  disagree: z.boolean().nullable(),
  leftOut: z.string().nullable(),
});
export type AuditItem = z.infer<typeof auditItemSchema>;
export const auditItemsRequestSchema = z.object({
  suite: z.string().optional(), category: z.string().optional(), control: z.enum(["none", "placebo", "neutral"]).optional(),
  search: z.string().max(200).optional(), disagree: z.enum(["1"]).optional(),
  sort: z.enum(["order", "effect", "-effect", "size", "item", "category"]).default("order"),
  offset: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AuditItemsRequest = z.input<typeof auditItemsRequestSchema>;
export const auditItemsSchema = z.object({ items: z.array(auditItemSchema), total: z.int() });

/** One item whole: every scored unit with its tokens. */
export const auditItemDetailSchema = z.object({
  item: auditItemSchema,
  units: z.array(
    z.object({
      variant: z.string(), phrasing: z.string(), order: z.string(), text: z.string(),
      /** Tokens of a scored text, in order, with natural-log probabilities; null for other kinds of score. */
      tokens: z.array(z.object({ text: z.string(), logprob: z.number().nullable() })).nullable(),
      options: z.array(z.object({ text: z.string(), logprob: z.number().nullable() })).nullable(),
    }),
  ),
});
export type AuditItemDetail = z.infer<typeof auditItemDetailSchema>;

export const auditPreviewSchema = z.object({
  suites: z.array(z.object({ suite: z.string(), trials: z.int(), units: z.int(), clusters: z.int(), items: z.array(auditItemSchema), lackingWords: z.array(z.string()) })),
  /** Estimated from a short probe on this model; null when it was not asked for. */
  unitsPerSecond: z.number().nullable(),
});
export type AuditPreview = z.infer<typeof auditPreviewSchema>;

/** Two audits on the same items. Differences are b - a. */
export const auditComparisonSchema = z.object({
  a: auditSummarySchema, b: auditSummarySchema,
  suites: z.array(
    z.object({
      suite: z.string(), paired: z.int(), onlyA: z.int(), onlyB: z.int(),
      /** Regressions first. Intervals by resampling the same clusters of both; Holm over the suite; `change`: null where neither direction is worse. */
      metrics: z.array(
        z.object({
          id: z.string(), group: z.string(), a: z.number().nullable(), b: z.number().nullable(), difference: z.number().nullable(), ci: z.tuple([z.number(), z.number()]).nullable(),
          clusters: z.int(), p: z.number().nullable(), pAdjusted: z.number().nullable(), change: z.enum(["worse", "better", "unclear"]).nullable(),
        }),
      ),
      /** Items whose outcome (stereotyped or not, yes or no …) differs. */
      flips: z.object({ aOnly: z.int(), bOnly: z.int(), both: z.int(), neither: z.int(), p: z.number().nullable() }),
      /** Regressions first: items that became stereotyped, by size. `a`, `b`: what decides the outcome; `margin`: |a|. */
      flipped: z.array(
        z.object({
          item: z.string(), phrasing: z.string(), category: z.string(), direction: z.enum(["worse", "better", "changed"]), a: z.number(), b: z.number(), margin: z.number(), text: z.string(),
        }),
      ),
      /** What was left out of the comparison and why; absent where nothing was, as in reports from before it was said. */
      notes: z.array(z.string()).optional(),
    }),
  ),
});
export type AuditComparison = z.infer<typeof auditComparisonSchema>;
