import { z } from "zod";
import { promptModeSchema } from "./inspection";

/**
 * Why a model predicts what it predicts after one position. Logarithms are natural, sums over the vocabulary are float64. Everything is
 * measured on the run (lens, figures, deltas) or derived from it by arithmetic (contributions).
 *
 * A *position* is that of the last token read: position P explains what comes after token P.
 */

/** A token as the model writes it: its bytes in base64, since one token may hold part of a character. */
export const namedTokenSchema = z.object({ id: z.int().nonnegative(), bytes: z.base64() });
export type NamedToken = z.infer<typeof namedTokenSchema>;

/** A token asked about: its id, or text that must be exactly one token. */
export const tokenChoiceSchema = z.union([z.object({ id: z.int().nonnegative() }), z.object({ text: z.string().min(1).max(1_000) })]);
export type TokenChoice = z.infer<typeof tokenChoiceSchema>;

/** What the model itself says of a token after the position. `rank` 1 is the likeliest. */
export const targetFiguresSchema = namedTokenSchema.extend({ logit: z.number(), logprob: z.number(), rank: z.int().positive() });
export type TargetFigures = z.infer<typeof targetFiguresSchema>;

/**
 * One layer of the logit lens (nostalgebraist 2020): softmax(W_U · RMSNorm_f(h_l)), σ taken from h_l itself. `ids` best first, with
 * `probs` beside them. `entropy` in nats.
 */
export const lensLayerSchema = z.object({
  layer: z.int().nonnegative(),
  ids: z.array(z.int().nonnegative()),
  probs: z.array(z.number()),
  entropy: z.number(),
  targetLogprob: z.number(),
  targetRank: z.int().positive(),
  foilLogprob: z.number().nullable(),
  foilRank: z.int().positive().nullable(),
});
export type LensLayer = z.infer<typeof lensLayerSchema>;

/**
 * Direct logit attribution: parts of the target's logit, or of logit(target) − logit(foil), in logits; σ of the final norm is frozen.
 * A null total's parts cannot be told apart in this model.
 */
export const contributionsSchema = z.object({
  embedding: z.number(),
  /** Of the output matrix; 0 for models without. */
  bias: z.number(),
  attention: z.array(
    z.object({
      layer: z.int().nonnegative(),
      total: z.number(),
      /** One a head, W_O[:, h] · z_h; null where heads cannot be told apart. */
      heads: z.array(z.number()).nullable(),
    }),
  ),
  ffn: z.array(
    z.object({
      layer: z.int().nonnegative(),
      total: z.number(),
      /** The chosen experts, best first, each gate × output. Empty for a dense layer. */
      experts: z.array(z.object({ id: z.int().nonnegative(), gate: z.number().nullable(), value: z.number() })),
      /** All always-on experts together; null where there are none. */
      shared: z.number().nullable(),
      /** The whole of a dense layer; null for a mixture. */
      dense: z.number().nullable(),
    }),
  ),
  /** sqrt(mean(x²) + ε) of the final residual stream. */
  sigma: z.number(),
});
export type Contributions = z.infer<typeof contributionsSchema>;

export const missingPartSchema = z.object({ reason: z.string() });

export const explanationSchema = z.object({
  model: z.object({ fileName: z.string(), sha256: z.string(), architecture: z.string(), quantisation: z.string() }),
  tokens: z.array(z.int().nonnegative()),
  promptTokens: z.int().positive(),
  mode: promptModeSchema,
  position: z.int().nonnegative(),
  target: targetFiguresSchema,
  foil: targetFiguresSchema.nullable(),
  /** The layers in order; null with a reason where the model's graph does not allow it. */
  lens: z.array(lensLayerSchema).nullable(),
  /** Tokens that led in any layer, with their log-probability in each. */
  everFirst: z.array(namedTokenSchema.extend({ logprobs: z.array(z.number()) })),
  /** Texts of all tokens that `lens` names. */
  names: z.array(namedTokenSchema),
  contributions: contributionsSchema.nullable(),
  /**
   * Of the target, or target − foil: the model's own, of the evaluation that the parts were read from. The position is evaluated by
   * itself there, so that it may differ from the figures above by what batches differ.
   */
  logit: z.number(),
  /** `logit` less all parts: what rounding leaves over. Null without contributions. */
  remainder: z.number().nullable(),
  checks: z.object({
    /** Largest difference over the vocabulary between the last layer's lens and the model's own logits. */
    lastLayerGap: z.number().nullable(),
  }),
  /** Sentences for the person, such as that a typed target lacks its leading space. */
  notes: z.array(z.string()),
  /** Why `lens` or `contributions` is null. */
  missing: z.object({ lens: missingPartSchema.nullable(), contributions: missingPartSchema.nullable() }),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** Tokens [from, to) of a text, taken out together. */
export const spanSchema = z.object({ from: z.int().nonnegative(), to: z.int().positive() });
export type Span = z.infer<typeof spanSchema>;

/**
 * Leave-one-out: log p(y | x) − log p(y | x without the span), y teacher-forced; above 0 the span helped the answer. `foilDelta` the
 * same for the other answer. Null: not measured (stopped before).
 */
export const leaveOneOutSchema = z.object({
  state: z.enum(["complete", "stopped"]),
  logprob: z.number(),
  foilLogprob: z.number().nullable(),
  spans: z.array(spanSchema.extend({ delta: z.number().nullable(), foilDelta: z.number().nullable() })),
  /** The difference that evaluating the whole text in another batch makes: deltas below it mean nothing. */
  noiseFloor: z.number().nonnegative(),
});
export type LeaveOneOut = z.infer<typeof leaveOneOutSchema>;

/** What a page asks of a kept inspection. `position` as above; null tokens: the one that came next, and no foil. */
export const explainRequestSchema = z.object({
  position: z.int().nonnegative(),
  target: tokenChoiceSchema.nullable().default(null),
  foil: tokenChoiceSchema.nullable().default(null),
});
export type ExplainRequest = z.infer<typeof explainRequestSchema>;

/** `answer` "token": the target (and foil) right after `position`; "rest": all tokens of the inspection after it. */
export const leaveOneOutRequestSchema = z.object({
  position: z.int().nonnegative(),
  answer: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("token"), target: z.int().nonnegative(), foil: z.int().nonnegative().nullable() }),
    z.object({ kind: z.literal("rest") }),
  ]),
  spans: z.array(spanSchema).min(1).max(100_000),
});
export type LeaveOneOutRequest = z.infer<typeof leaveOneOutRequestSchema>;
