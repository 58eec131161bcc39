import { z } from "zod";
import { editListSchema } from "./edit";

/** One of the two runs that are compared. */
export const comparedRunSchema = z.object({
  fileName: z.string(),
  modelFileName: z.string(),
  modelSha256: z.string(),
  promptTokens: z.int(),
  totalTokens: z.int(),
  edits: editListSchema,
});

/** Experts and residuals of one layer over the aligned pairs; null where one of the runs has not recorded them, or their shapes differ. Derived. */
export const comparedLayerSchema = z.object({
  layer: z.int(),
  residual: z
    .object({
      /** ‖b − a‖ / ‖a‖ by pair. */
      relative: z.array(z.number()),
      largest: z.number(),
    })
    .nullable(),
  routing: z
    .object({
      /** |A ∩ B| / |A ∪ B| of the chosen experts by pair. */
      jaccard: z.array(z.number()),
      mean: z.number(),
      /** How often an expert comes into the choice or goes from it, over all pairs; those that never do are left out. */
      experts: z.array(z.object({ expert: z.int(), comes: z.int(), goes: z.int() })),
    })
    .nullable(),
  /** By head, a mean over pairs: half the summed difference of two rows of attention, taken over aligned keys; 0 … 1. */
  attention: z.array(z.number()).nullable(),
});

/** Two recorded runs side by side; every difference is b − a. Natural logarithms. */
export const comparisonSchema = z.object({
  format: z.literal("vitrine-comparison"),
  version: z.literal(1),
  a: comparedRunSchema,
  b: comparedRunSchema,
  sameModel: z.boolean(),
  /** Equal backend, threads, micro-batches, flash attention and key type: else figures also differ by how they were computed. */
  sameSettings: z.boolean(),
  /** "positions": token i of one with token i of the other; "ends": what the texts have in common at their beginnings and ends. */
  alignment: z.enum(["positions", "ends"]),
  pairs: z.array(
    z.object({
      a: z.int(),
      b: z.int(),
      /** The same bytes. */
      same: z.boolean(),
      /** Of the token given those before it; null where it was not measured, or the tokens differ. */
      deltaLogprob: z.number().nullable(),
      deltaEntropy: z.number().nullable(),
      /** Does another token lead after this one? Null where logits were not recorded. */
      topChanged: z.boolean().nullable(),
    }),
  ),
  /** Index into the pairs; null: there is none. */
  firstDifferentToken: z.int().nullable(),
  /** The first layer whose residual stream differs at all, and the pair at which it does so first. */
  firstDifference: z.object({ layer: z.int(), pair: z.int() }).nullable(),
  layers: z.array(comparedLayerSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
export type ComparedLayer = z.infer<typeof comparedLayerSchema>;
