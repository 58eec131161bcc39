import { z } from "zod";

export const fidelityModelSchema = z.object({ fileName: z.string(), sha256: z.string(), quantisation: z.string(), sizeBytes: z.number() });

/** Decisions of routers, one for each token and layer with experts; a flip: another set of experts. */
const flipsSchema = z.object({ decisions: z.int(), flips: z.int() });

/** Tokens as the models write them: bytes in base64. */
const bytesSchema = z.array(z.base64());

export const fidelityTextSchema = z.object({
  id: z.union([z.string(), z.number()]),
  tokens: z.int(),
  /** The text's tokens. */
  bytes: bytesSchema,
  /** D(model ‖ against) in nats of the prediction after each token. Derived from kept logits: at most the whole divergence. */
  kl: z.array(z.number()),
  /** Probability of the first model that single kept tokens cover at each position; the rest counts as one. */
  covered: z.array(z.number()),
  /** Positions after which another token leads. */
  topChanged: z.array(z.int()),
  routing: flipsSchema.nullable(),
  /** In how many layers the router chose other experts, by token. Null for models without experts. */
  flippedLayers: z.array(z.int()).nullable(),
  /** How many greedily generated tokens agree before the first that differs; null: all that were asked for. */
  agreedTokens: z.int().nullable(),
  /** What each wrote greedily after the text. */
  written: z.object({ model: bytesSchema, against: bytesSchema }),
});
export type FidelityText = z.infer<typeof fidelityTextSchema>;

/** Flips among decisions whose margin, the first model's between the last expert chosen and the next, is below a bound; `below` null: all larger ones. */
export const flipsByMarginSchema = z.array(flipsSchema.extend({ below: z.number().nullable() }));
export type FlipsByMargin = z.infer<typeof flipsByMarginSchema>;

/** One text's figures, and what of it goes into a summary besides. */
export const fidelityPartSchema = z.object({ text: fidelityTextSchema, flipsByMargin: flipsByMarginSchema });
export type FidelityPart = z.infer<typeof fidelityPartSchema>;

/** How far a second file of a model (a quantisation) is from the first, on the same tokens. */
export const fidelitySchema = z.object({
  format: z.literal("vitrine-fidelity"),
  version: z.literal(1),
  model: fidelityModelSchema,
  against: fidelityModelSchema,
  generate: z.int(),
  summary: z.object({
    texts: z.int(),
    tokens: z.int(),
    kl: z.object({ mean: z.number(), median: z.number(), p99: z.number(), largest: z.number() }),
    /** The least probability of the first model that its kept tokens cover at any position. */
    leastCovered: z.number(),
    topChanged: z.int(),
    routing: flipsSchema.nullable(),
    flipsByMargin: flipsByMarginSchema,
    /** Texts whose greedy generation differs. */
    diverged: z.int(),
  }),
  texts: z.array(fidelityTextSchema),
});
export type Fidelity = z.infer<typeof fidelitySchema>;
