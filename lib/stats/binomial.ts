import { logChoose } from "./distributions";

/** P(X <= k) for X ~ Binomial(n, 1/2), summed term by term; 0 for k < 0. */
export function halfBinomialCdf(k: number, n: number): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, n); i++) sum += Math.exp(logChoose(n, i) - n * Math.LN2);
  return Math.min(1, sum);
}

export interface SignTestResult {
  /** Trials that count: ties are left out. */
  n: number;
  successes: number;
  /** Two-sided, exact; 1 when every trial was a tie. */
  p: number;
  /** The smallest p that n trials can give: 2^(1 - n), at most 1. */
  smallestP: number;
}

/** Exact two-sided test of independent signs against one half. Zeros (ties) are left out before. */
export function signTest(positives: number, negatives: number): SignTestResult {
  const n = positives + negatives;
  const p = Math.min(1, 2 * halfBinomialCdf(Math.min(positives, negatives), n));
  return { n, successes: positives, p, smallestP: Math.min(1, 2 ** (1 - n)) };
}

export interface McNemarResult {
  /** Items that went from right to wrong, and from wrong to right. */
  lost: number;
  gained: number;
  p: number;
}

/** Exact McNemar test: discordant items split evenly when the two runs do not differ (McNemar 1947, exact version). */
export function mcNemarExact(lost: number, gained: number): McNemarResult {
  return { lost, gained, p: signTest(gained, lost).p };
}
