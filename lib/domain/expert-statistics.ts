import { z } from "zod";

/**
 * What a model's routers do over a set of texts. Counts are what is measured, and can be added up batch by batch; statistics are
 * derived from them. Letters: L layers with experts, E experts, K used per token. Every evaluated token counts, a
 * beginning-of-sequence token too: controls for position show what it does.
 */

/** Tokens are told apart by where they stand (0, 1–7, 8–31, …) and by how long their text is: both move routing by themselves. */
export const POSITION_BINS = [0, 1, 8, 32, 128, 512] as const;
export const LENGTH_BINS = [0, 16, 64, 256, 1_024] as const;

/** The bin of a value: the last that begins at or below it. */
export const binOf = (bins: readonly number[], value: number): number => bins.findLastIndex((start) => value >= start);

const count = z.number().nonnegative();

export const expertCountsSchema = z.object({
  layers: z.array(z.int().nonnegative()),
  experts: z.int().nonnegative(),
  used: z.int().nonnegative(),
  texts: z.array(z.object({ domain: z.string(), texts: count, tokens: count })),
  /** Only cells with tokens. `chosen` (L, E): tokens that chose the expert. */
  cells: z.array(z.object({ domain: z.string(), position: z.int(), length: z.int(), tokens: count, chosen: z.array(count) })),
  /** (L, E): gate weights summed over the tokens that chose the expert. */
  gates: z.array(z.number()),
  /** (L, E, E): tokens that chose both; zero on the diagonal. */
  pairs: z.array(count),
  /** (L): nats, of the router's scores made to sum to 1, summed over tokens. */
  entropy: z.array(z.number()),
  /** (L): selection score of the last chosen expert less that of the next, summed; and over how many tokens it is finite. */
  margin: z.array(z.number()),
  margins: z.array(count),
  /** (L): experts in common with the token before, summed; and over how many pairs of neighbours. */
  shared: z.array(count),
  neighbours: count,
  /** Tokens of the vocabulary that are counted one by one. `chosen` (L, E). */
  vocabulary: z.array(z.object({ id: z.int().nonnegative(), tokens: count, chosen: z.array(count) })),
});
export type ExpertCounts = z.infer<typeof expertCountsSchema>;

const share = z.number().nullable();

/** N_{e,D} / N_D for each expert; beside it the same with every position, or every length of text, weighing what it weighs in the whole. */
export const domainSharesSchema = z.object({ domain: z.string(), plain: z.array(share), positionControlled: z.array(share), lengthControlled: z.array(share) });

export const expertLayerSchema = z.object({
  layer: z.int().nonnegative(),
  /** (E): S_e, tokens that chose the expert / tokens. K / E where all are used alike. */
  selectionRate: z.array(z.number()),
  /** (E): Q_e, mean gate when chosen; null where never chosen. */
  meanGate: z.array(share),
  /** (E): S_e · Q_e. */
  mass: z.array(z.number()),
  /** Largest load / mean load − 1. */
  maxViolation: z.number(),
  /** Of the loads, and of the routers' scores token by token; both divided by ln E: 1 is even. */
  loadEntropy: z.number(),
  routingEntropy: z.number(),
  /** Mean of |E_t ∩ E_{t−1}| / K; null without neighbours. */
  adjacentOverlap: share,
  /** Mean of s_(k) − s_(k+1); null where no other expert could have been chosen. */
  margin: share,
  /** (E, E): N_ij / N_i over all pairs in a top-k; null rows where i was never chosen. */
  coActivation: z.array(z.array(z.number()).nullable()),
  domains: z.array(domainSharesSchema),
  /** (E): tokens that choose the expert most often, N_{e,x} / N_x, best first. */
  tokens: z.array(z.array(z.object({ id: z.int().nonnegative(), share: z.number(), count }))),
});
export type ExpertLayer = z.infer<typeof expertLayerSchema>;

export const expertStatisticsSchema = z.object({
  state: z.enum(["complete", "stopped"]),
  model: z.object({ fileName: z.string(), sha256: z.string(), architecture: z.string(), quantisation: z.string() }),
  experts: z.int().positive(),
  used: z.int().positive(),
  /** K / E. */
  uniform: z.number(),
  texts: z.int(),
  tokens: z.int(),
  domains: z.array(z.object({ domain: z.string(), texts: z.int(), tokens: z.int() })),
  layers: z.array(expertLayerSchema),
  /** Texts of the tokens that `layers` name, base64. */
  names: z.array(z.object({ id: z.int().nonnegative(), bytes: z.base64() })),
});
export type ExpertCorpusStatistics = z.infer<typeof expertStatisticsSchema>;
