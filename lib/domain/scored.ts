import { z } from "zod";

/**
 * What a runner is asked to score and what it gives back. Natural logarithms, log-softmax over the full vocabulary in float64,
 * BOS once and only where the model's metadata ask for it. Both members of a pair are scored with identical settings.
 */

/** Names a scored unit within an audit; one database row each. `variant` is the side of a pair, `order` an option order. */
export const unitKeySchema = z.object({ item: z.string(), variant: z.string(), phrasing: z.string(), order: z.string() });
export type UnitKey = z.infer<typeof unitKeySchema>;

/** The key as one string; U+001F cannot occur in ids. */
export const unitKeyText = (key: UnitKey): string => [key.item, key.variant, key.phrasing, key.order].join("\u001f");

const text = z.string().max(1_000_000);
export const scoreRequestSchema = z.discriminatedUnion("kind", [
  /** log p of every token of the text. */
  z.object({ kind: z.literal("text"), text }),
  /** log p of each option's tokens after the prompt. Options carry their leading space. */
  z.object({ kind: z.literal("options"), prompt: text, options: z.array(text).readonly() }),
  /** log p of words right after the prompt, by named set of spellings. Words carry their leading space. */
  z.object({ kind: z.literal("targets"), prompt: text, sets: z.record(z.string(), z.array(text).readonly()).readonly() }),
  /** Jensen-Shannon divergence between the next-token distributions after two prompts, along one teacher-forced continuation. */
  z.object({ kind: z.literal("divergence"), prompts: z.tuple([text, text]).readonly(), continuation: text }),
  /** One sampled continuation. */
  z.object({ kind: z.literal("sample"), prompt: text, tokens: z.int().positive(), temperature: z.number(), seed: z.int() }),
]);
export type ScoreRequest = z.infer<typeof scoreRequestSchema>;

export interface Unit {
  key: UnitKey;
  request: ScoreRequest;
}

/** Tokens without BOS, in order. `ends[i]`: where token i ends in the UTF-8 bytes of the text. */
export const scoredTextSchema = z.object({
  kind: z.literal("text"),
  ends: z.array(z.int().nonnegative()),
  /** null for a first token that nothing predicts: the model takes no BOS. */
  logprobs: z.array(z.number().nullable()),
});
export type ScoredText = z.infer<typeof scoredTextSchema>;

/** `logprob`: summed over the `tokens` tokens of the option. */
export const scoredOptionsSchema = z.object({
  kind: z.literal("options"),
  options: z.array(z.object({ logprob: z.number(), tokens: z.int().positive() })),
});
export type ScoredOptions = z.infer<typeof scoredOptionsSchema>;

/** `logprob` null: the vocabulary cannot spell the word (unknown token, or pieces that change the prompt's last token). */
export const scoredTargetsSchema = z.object({
  kind: z.literal("targets"),
  sets: z.record(z.string(), z.array(z.object({ word: z.string(), logprob: z.number().nullable(), tokens: z.int().nonnegative() }))),
});
export type ScoredTargets = z.infer<typeof scoredTargetsSchema>;

/** Nats, one a position of the continuation, each 0 .. ln 2. */
export const scoredDivergenceSchema = z.object({ kind: z.literal("divergence"), divergences: z.array(z.number().nonnegative()) });
export type ScoredDivergence = z.infer<typeof scoredDivergenceSchema>;

export const scoredSampleSchema = z.object({ kind: z.literal("sample"), text: z.string(), tokens: z.int().nonnegative() });
export type ScoredSample = z.infer<typeof scoredSampleSchema>;

export const scoreSchema = z.discriminatedUnion("kind", [
  scoredTextSchema,
  scoredOptionsSchema,
  scoredTargetsSchema,
  scoredDivergenceSchema,
  scoredSampleSchema,
]);
export type Score = z.infer<typeof scoreSchema>;

/** Scores of an audit by `unitKeyText`. */
export type Scores = ReadonlyMap<string, Score>;

/** Sum over the predicted tokens, and how many there are (T). */
export function logLikelihood(score: ScoredText): { logLikelihood: number; tokens: number } {
  const predicted = score.logprobs.filter((value) => value !== null);
  return { logLikelihood: predicted.reduce((sum, value) => sum + value, 0), tokens: predicted.length };
}

/** log Σ exp over the spellings of a set that can be scored; null when none can. */
export function logMass(words: readonly { logprob: number | null }[]): number | null {
  const values = words.flatMap(({ logprob }) => (logprob === null ? [] : [logprob]));
  if (values.length === 0) return null;
  const highest = Math.max(...values);
  return highest === -Infinity ? highest : highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
