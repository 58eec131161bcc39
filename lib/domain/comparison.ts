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

/**
 * What the overlap of experts is to be measured against: is it lower than a change of the text around a token makes it anyway? Only pairs
 * from the first difference on count: before it two runs of one model agree by causality, which says nothing. All figures are means of
 * |A ∩ B| / |A ∪ B|. Derived.
 */
export const routingControlSchema = z.object({
  pairs: z.int(),
  /** Over these pairs. */
  aligned: z.number(),
  /**
   * Placebo. The same token of B in another place, so that all of its context is another one: `elsewhere` over such places, `aligned` over
   * the same tokens in their own place. Null where no token occurs twice.
   */
  sameToken: z.object({ pairs: z.int(), aligned: z.number(), elsewhere: z.number() }).nullable(),
  /** Floor. B shifted against A, round the end: the mean over shifts, and the largest mean of a shift. Null for fewer than two pairs. */
  shifted: z.object({ shifts: z.int(), mean: z.number(), largest: z.number() }).nullable(),
});
export type RoutingControl = z.infer<typeof routingControlSchema>;

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
      /** Null where the runs do not differ at all. */
      control: routingControlSchema.nullable(),
    })
    .nullable(),
  /** By head, a mean over pairs: half the summed difference of two rows of attention, taken over aligned keys; 0 … 1. */
  attention: z.array(z.number()).nullable(),
});

/** Something in which two runs were made differently. "computation": figures also differ by how they were computed. */
export const runDifferenceSchema = z.object({
  about: z.enum(["model", "prompt", "edits", "writing", "computation"]),
  name: z.string(),
  a: z.string(),
  b: z.string(),
});
export type RunDifference = z.infer<typeof runDifferenceSchema>;

/**
 * B's words among other words in the same places: the mean overlap of experts (|A ∩ B| / |A ∪ B|) with A, over the unchanged tokens of the
 * prompt behind the first change. Measured anew, all texts in one way; derived from that.
 */
export const wordingControlSchema = z.object({
  draws: z.int(),
  seed: z.int(),
  /** Positions whose words were replaced. */
  changed: z.array(z.int()),
  /** Tokens that are compared. */
  tokens: z.int(),
  /** Means over layers: of B, and of each draw. */
  aligned: z.number(),
  drawn: z.array(z.number()),
  layers: z.array(z.object({ layer: z.int(), aligned: z.number(), drawn: z.array(z.number()) })),
  /** Share of all wordings, B among them, that move the experts as far as B does or farther (a randomisation test). */
  p: z.number(),
});
export type WordingControl = z.infer<typeof wordingControlSchema>;

/** Two recorded runs side by side; every difference is b − a. Natural logarithms. */
export const comparisonSchema = z.object({
  format: z.literal("vitrine-comparison"),
  version: z.literal(1),
  a: comparedRunSchema,
  b: comparedRunSchema,
  sameModel: z.boolean(),
  /** As many tokens in both: else token ids, and with them candidates, cannot be compared. */
  sameVocabulary: z.boolean(),
  differs: z.array(runDifferenceSchema),
  /** Equal backend, threads, micro-batches, flash attention and key type: else figures also differ by how they were computed. */
  sameSettings: z.boolean(),
  /** "positions": token i of one with token i of the other; "difference": what the texts have in common in one order, and stretches of one length between. */
  alignment: z.enum(["positions", "difference"]),
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
