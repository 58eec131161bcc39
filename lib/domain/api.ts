import { z } from "zod";
import { errorBodySchema } from "./errors";
import { inspectionDetailSchema, inspectionSummarySchema, promptModeSchema, PROMPT_CHARACTER_LIMIT } from "./inspection";

/** What goes over HTTP besides the inspection and model words: small requests, and answers that wrap several words. */

export const errorResponseSchema = z.object({ error: errorBodySchema });

/** Tensors travel as raw little-endian bytes; these headers say what they are. The shape is comma-separated, empty for a scalar. */
export const DTYPE_HEADER = "x-vitrine-dtype";
export const SHAPE_HEADER = "x-vitrine-shape";

export const statusSchema = z.object({
  software: z.string(),
  engine: z.object({
    state: z.enum(["stopped", "starting", "idle", "busy"]),
    /** Model id, or null when none is in memory (or one from outside the models folder). */
    loadedModelId: z.string().nullable(),
    queued: z.int(),
    llamaCpp: z.string().nullable(),
    backend: z.string().nullable(),
    lastCrash: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
    /** Of the job in progress, whoever asked for it; null before it says how far it is. */
    progress: z.object({ phase: z.enum(["loading", "working"]), fraction: z.number() }).nullable(),
  }),
  /** Inspections that are waiting or running now, from every tab. */
  running: z.array(inspectionSummarySchema),
});
export type Status = z.infer<typeof statusSchema>;

export const tokenizeRequestSchema = z.object({
  model: z.string().min(1).max(1_000),
  prompt: z.string().max(PROMPT_CHARACTER_LIMIT),
  mode: promptModeSchema.default("completion"),
});
export type TokenizeRequest = z.input<typeof tokenizeRequestSchema>;

export const tokenizeResponseSchema = z.object({
  count: z.int(),
  /** The exact text that the model would be sent, template included. */
  rendered: z.string(),
  contextLength: z.int(),
  /** Sentences about what often goes wrong with such a prompt. */
  warnings: z.array(z.string()),
});
export type TokenizeResponse = z.infer<typeof tokenizeResponseSchema>;

export const startedSchema = z.object({ id: z.string() });
export type Started = z.infer<typeof startedSchema>;

export const renameRequestSchema = z.object({ title: z.string().trim().min(1).max(200) });

/** One inspection: while it is waiting or running there is no detail yet. A failed one answers with its error. */
export const inspectionResourceSchema = z.discriminatedUnion("running", [
  z.object({ running: z.literal(true), summary: inspectionSummarySchema }),
  z.object({ running: z.literal(false), detail: inspectionDetailSchema }),
]);
export type InspectionResource = z.infer<typeof inspectionResourceSchema>;

export const listRequestSchema = z.object({
  /** Words to look for in title, prompt and model file name. */
  search: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ListRequest = z.input<typeof listRequestSchema>;

/** Root first, then every branch of it, oldest first; `parentId` makes the tree. */
export const treeSchema = z.object({ inspections: z.array(inspectionSummarySchema) });
export type InspectionTree = z.infer<typeof treeSchema>;
