import { z } from "zod";
import { publishRequestSchema } from "./report";

/**
 * One inspection's view for others: the tokens with their figures, and of the captured tensors only what the view shows of the locked
 * token. No ids, no paths. Letters: T tokens.
 */
export const inspectionShotSchema = z.object({
  format: z.literal("vitrine-inspection"),
  version: z.literal(1),
  title: z.string(),
  createdAt: z.iso.datetime(),
  software: z.string(),
  model: z.object({ fileName: z.string(), sha256: z.string(), sizeBytes: z.number(), architecture: z.string(), quantisation: z.string() }),
  engine: z.string(),
  mode: z.string(),
  sampling: z.string(),
  promptTokens: z.int().nonnegative(),
  /** (T), in order; texts with everything invisible made visible. `logprob`: natural, of the token given those before it; null for the first. */
  tokens: z.array(z.object({ text: z.string(), special: z.boolean(), logprob: z.number().nullable(), rank: z.int().nullable() })),
  /** The token that the rest speaks of; null where none was locked. */
  locked: z.int().nonnegative().nullable(),
  /** What the model found likeliest in the locked token's place, temperature 1, whole vocabulary; `rest`: all others together. Measured. */
  candidates: z.object({ rows: z.array(z.object({ text: z.string(), probability: z.number(), taken: z.boolean() })), rest: z.number() }).nullable(),
  /** The locked token's row of one head, over tokens 0 … locked. Measured, stored as f16. */
  attention: z.object({ layer: z.int(), head: z.int(), weights: z.array(z.number()) }).nullable(),
  /** Experts that each layer chose for the locked token, with their gate weights as used. Measured. */
  routing: z.array(z.object({ layer: z.int(), chosen: z.array(z.object({ expert: z.int(), weight: z.number() })) })).nullable(),
});
export type InspectionShot = z.infer<typeof inspectionShotSchema>;

/** What the view shows: the locked token, and the head whose attention is on screen. */
export const shotViewSchema = z.object({
  t: z.coerce.number().int().min(0).optional(),
  l: z.coerce.number().int().min(0).optional(),
  h: z.coerce.number().int().min(0).optional(),
});
export type ShotView = z.infer<typeof shotViewSchema>;

export const publishShotSchema = publishRequestSchema.extend({ view: shotViewSchema });
