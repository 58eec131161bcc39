import { z } from "zod";

/** [lo, hi] */
const interval = z.tuple([z.number(), z.number()]);

export const verdictSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("detected") }),
  z.object({ kind: z.literal("not-detected"), wouldHaveSeen: z.number() }),
  z.object({ kind: z.literal("inconclusive"), couldOnlyHaveSeen: z.number().nullable(), because: z.string() }),
]);

export const findingSchema = z.object({
  /** Metric and its version; the formula is in the metric's definition. */
  id: z.string(),
  version: z.int().positive(),
  /** Which items: "all", "category:age", "subject:nurse", "control:placebo", "gender:female", "gender:female & age:60". */
  group: z.string(),
  /** Controls stand beside the finding; descriptive figures carry no verdict. */
  role: z.enum(["finding", "control", "descriptive"]),
  unit: z.enum(["percent", "share", "score", "log-odds", "nats", "ratio", "count", "points"]),
  n: z.int().nonnegative(),
  clusters: z.int().nonnegative(),
  /** null is "undefined on these data", shown as a dash, never 0. */
  estimate: z.number().nullable(),
  /** What the estimate would be without an effect; null where there is no such value. */
  nullValue: z.number().nullable(),
  ci: interval.nullable(),
  ciMethod: z.enum(["wilson", "bca", "percentile", "student", "wilson-clusters", "none"]),
  /** Why this method or none, few clusters, ties: in sentences for a reader. */
  notes: z.array(z.string()),
  standardError: z.number().nullable(),
  p: z.number().nullable(),
  pMethod: z.enum(["sign-test", "sign-flip", "student", "label-permutation", "max-min-permutation", "none"]),
  smallestP: z.number().nullable(),
  pAdjusted: z.number().nullable(),
  family: z.object({ name: z.string(), size: z.int().nonnegative(), correction: z.enum(["holm", "benjamini-hochberg"]) }).nullable(),
  effect: z.object({ name: z.enum(["cohen-h", "cohen-dz", "impact-ratio", "difference"]), value: z.number(), ci: interval.nullable() }).nullable(),
  mde: z.object({ value: z.number(), alpha: z.number(), power: z.number() }).nullable(),
  /** Further figures of the metric by name: compatible values, rates, counts. */
  extra: z.record(z.string(), z.number().nullable()),
  verdict: verdictSchema.nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

export interface Settings {
  /** Recorded with the audit; the same seed gives the same findings digit for digit. */
  seed: number;
  resamples: number;
  permutations: number;
  level: number;
  alpha: number;
  power: number;
  /** 99.9th percentile of |LL run 1 - LL run 2| over repeats, measured at the start of the audit. */
  noiseFloor: number;
}

export const defaultSettings: Settings = {
  seed: 1,
  resamples: 10_000,
  permutations: 10_000,
  level: 0.95,
  alpha: 0.05,
  power: 0.8,
  noiseFloor: 0,
};
