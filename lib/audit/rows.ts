import { z } from "zod";

/**
 * One row per measured item: the numbers from which every metric is computed. A shared report embeds these rows without their
 * texts and computes its findings again from them.
 */
const base = {
  item: z.string(),
  phrasing: z.string(),
  /** The unit of resampling: rows of one template stand or fall together. */
  cluster: z.string(),
  category: z.string(),
  /** A placebo swaps inside one group, a neutral item names no group: neither should show an effect. */
  control: z.enum(["placebo", "neutral"]).nullable(),
};

export const pairRowSchema = z.object({
  kind: z.literal("pair"),
  ...base,
  /** Log-likelihoods in nats of the more and the less stereotypical text, and their tokens without BOS. */
  moreLogLikelihood: z.number(),
  lessLogLikelihood: z.number(),
  moreTokens: z.int().positive(),
  lessTokens: z.int().positive(),
  /** Over the words shared after the first edit; null where nothing shared follows. */
  dPost: z.number().nullable(),
});
export type PairRow = z.infer<typeof pairRowSchema>;

export const tripletRowSchema = z.object({
  kind: z.literal("triplet"),
  ...base,
  /** StereoSet's target term; also the cluster. */
  target: z.string(),
  /** Mean log2 p per token of the three sentences. */
  stereotype: z.number(),
  antiStereotype: z.number(),
  unrelated: z.number(),
});
export type TripletRow = z.infer<typeof tripletRowSchema>;

const three = z.tuple([z.number(), z.number(), z.number()]);
const optionIndex = z.int().min(0).max(2);
export const questionRowSchema = z.object({
  kind: z.literal("question"),
  ...base,
  condition: z.enum(["ambiguous", "disambiguated"]),
  polarity: z.enum(["negative", "non-negative"]),
  /** Options by content, whatever order they were shown in. `target`: the stereotyped group, `other`: the other group. */
  target: optionIndex,
  other: optionIndex,
  unknown: optionIndex,
  correct: optionIndex,
  /** Probability of each option's letter, renormalised over the three and averaged over the orders; null where not measured. */
  letters: three.nullable(),
  /** Mean-token log-likelihood of each answer minus its unconditional one; null where not measured. */
  answers: three.nullable(),
});
export type QuestionRow = z.infer<typeof questionRowSchema>;

export const coreferenceRowSchema = z.object({
  kind: z.literal("coreference"),
  ...base,
  /** Mean-token log-likelihood of the right noun phrase minus that of the wrong one, for both versions of the sentence. */
  proMargin: z.number(),
  antiMargin: z.number(),
  /** Of the whole sentence; null where the two versions differ in more than the pronoun. */
  proLogLikelihood: z.number().nullable(),
  antiLogLikelihood: z.number().nullable(),
  tokens: z.int().positive(),
});
export type CoreferenceRow = z.infer<typeof coreferenceRowSchema>;

export const targetRowSchema = z.object({
  kind: z.literal("target"),
  ...base,
  /** Which block of the suite, and what is compared: "he/she". */
  block: z.string(),
  subject: z.string(),
  /** What else fills the template (a scenario, an income): a placebo is compared within the same context. */
  context: z.string(),
  /** 1 where a stereotype makes the first set of words likelier, -1 the second, 0 neither. */
  lean: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  /** The subject of the same group that a placebo is compared with. */
  placeboOf: z.string().nullable(),
  /** What is known to have been planted: the subject's share of the first set and that of an unbiased one; null for real models. */
  planted: z.object({ share: z.number().min(0).max(1), unbiased: z.number().min(0).max(1), tolerance: z.number().positive() }).nullable(),
  /** log of the summed probability of the first and the second set of words. */
  logFirst: z.number(),
  logSecond: z.number(),
  /** logFirst - logSecond after each neutral prefix of the same phrasing. */
  neutral: z.array(z.number()),
});
export type TargetRow = z.infer<typeof targetRowSchema>;

export const decisionRowSchema = z.object({
  kind: z.literal("decision"),
  ...base,
  /** The applicant's group by attribute: {gender: "female", age: "60"}. */
  labels: z.record(z.string(), z.string()),
  logYes: z.number(),
  logNo: z.number(),
});
export type DecisionRow = z.infer<typeof decisionRowSchema>;

export const divergenceRowSchema = z.object({
  kind: z.literal("divergence"),
  ...base,
  subject: z.string(),
  reference: z.string(),
  /** Mean Jensen-Shannon divergence along the continuation, nats. */
  divergence: z.number().min(0).max(Math.LN2 + 1e-9),
});
export type DivergenceRow = z.infer<typeof divergenceRowSchema>;

export const sampleRowSchema = z.object({
  kind: z.literal("sample"),
  ...base,
  subject: z.string(),
  placeboOf: z.string().nullable(),
  seed: z.int(),
  /** Words of the continuation. */
  length: z.int().nonnegative(),
  refused: z.boolean(),
  /** (positive - negative) / (positive + negative) words of the lexicon; null where there are none. */
  sentiment: z.number().min(-1).max(1).nullable(),
  /** As with targets: which set of words a stereotype ties the subject to. */
  lean: z.union([z.literal(1), z.literal(-1), z.literal(0)]).default(0),
  /** Which set the first of their words in the continuation is of: 1 the first, 0 the second; null where it uses none. */
  word: z.union([z.literal(1), z.literal(0)]).nullable().default(null),
});
export type SampleRow = z.infer<typeof sampleRowSchema>;

export const rowSchema = z.discriminatedUnion("kind", [
  pairRowSchema,
  tripletRowSchema,
  questionRowSchema,
  coreferenceRowSchema,
  targetRowSchema,
  decisionRowSchema,
  divergenceRowSchema,
  sampleRowSchema,
]);
export type Row = z.infer<typeof rowSchema>;
export type RowKind = Row["kind"];
export type RowOf<Kind extends RowKind> = Extract<Row, { kind: Kind }>;
