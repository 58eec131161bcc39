import { z } from "zod";

const modelSchema = z.object({ fileName: z.string(), sha256: z.string(), quantisation: z.string(), sizeBytes: z.number() });

/** Decisions of routers, one for each token and layer with experts; a flip: another set of experts. */
const flipsSchema = z.object({ decisions: z.int(), flips: z.int() });

export const fidelityTextSchema = z.object({
  id: z.union([z.string(), z.number()]),
  tokens: z.int(),
  /** D(model ‖ against) in nats of the prediction after each token. Derived from kept logits: at most the whole divergence. */
  kl: z.array(z.number()),
  /** Positions after which another token leads. */
  topChanged: z.array(z.int()),
  routing: flipsSchema.nullable(),
  /** How many greedily generated tokens agree before the first that differs; null: all that were asked for. */
  agreedTokens: z.int().nullable(),
});
export type FidelityText = z.infer<typeof fidelityTextSchema>;

/** How far a second file of a model (a quantisation) is from the first, on the same tokens. */
export const fidelitySchema = z.object({
  format: z.literal("vitrine-fidelity"),
  version: z.literal(1),
  model: modelSchema,
  against: modelSchema,
  generate: z.int(),
  summary: z.object({
    texts: z.int(),
    tokens: z.int(),
    kl: z.object({ mean: z.number(), median: z.number(), p99: z.number(), largest: z.number() }),
    /** The least probability of the first model that its kept tokens cover at any position. */
    leastCovered: z.number(),
    topChanged: z.int(),
    routing: flipsSchema.nullable(),
    /** By the first model's margin between the last expert chosen and the next; `below` null: all larger ones. */
    flipsByMargin: z.array(flipsSchema.extend({ below: z.number().nullable() })),
    /** Texts whose greedy generation differs. */
    diverged: z.int(),
  }),
  texts: z.array(fidelityTextSchema),
});
export type Fidelity = z.infer<typeof fidelitySchema>;
