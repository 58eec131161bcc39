import { mean } from "./quantile";
import { seededRandom } from "./random";

export interface PermutationResult {
  /** The statistic on the data. */
  statistic: number;
  /** (1 + #{|T*| >= |T|}) / (B + 1): never 0, and valid for any B (Phipson & Smyth 2010). */
  p: number;
  permutations: number;
  /** The smallest p that this many clusters could give, whatever the effect. */
  smallestP: number;
  seed: number;
}

export interface PermutationOptions {
  seed: number;
  label?: string;
  permutations?: number;
}

/** Equal up to rounding counts as at least as extreme: the unpermuted data must never lose against themselves. */
export const atLeast = (value: number, observed: number): boolean => value >= observed - 1e-12 * Math.max(1, Math.abs(observed));

/**
 * Two-sided test that cluster means are symmetric about 0: each mean keeps or changes its sign with probability one half.
 * `clusterMeans`: (C) differences from the null value. p is 1 for no clusters.
 */
export function signFlipTest(clusterMeans: ArrayLike<number>, options: PermutationOptions): PermutationResult {
  const { seed, label = "", permutations = 10_000 } = options;
  const clusters = clusterMeans.length;
  const observed = clusters === 0 ? 0 : mean(clusterMeans);
  const values = Float64Array.from(clusterMeans);
  const random = seededRandom(seed, label);
  const bound = Math.abs(observed) * clusters;
  let extreme = 0;
  for (let b = 0; b < permutations; b++) {
    let sum = 0;
    let bits = 0;
    for (let c = 0; c < clusters; c++) {
      if ((c & 31) === 0) bits = random.uint32();
      const value = values[c] ?? 0;
      sum += bits & 1 ? value : -value;
      bits >>>= 1;
    }
    if (atLeast(Math.abs(sum), bound)) extreme += 1;
  }
  return { statistic: observed, p: (1 + extreme) / (permutations + 1), permutations, smallestP: smallestSignFlipP(clusters, permutations), seed };
}

/** The same test over all 2^C sign patterns, for few clusters: C ≤ 20. p is 1 for no clusters. */
export function exactSignFlipP(clusterMeans: readonly number[]): number {
  const clusters = clusterMeans.length;
  const bound = Math.abs(clusterMeans.reduce((sum, value) => sum + value, 0));
  let extreme = 0;
  for (let pattern = 0; pattern < 2 ** clusters; pattern++) {
    const sum = clusterMeans.reduce((total, value, c) => total + ((pattern >>> c) & 1 ? value : -value), 0);
    if (atLeast(Math.abs(sum), bound)) extreme += 1;
  }
  return extreme / 2 ** clusters;
}

/** Two of the 2^C sign patterns always count; and nothing is below 1 / (B + 1). */
export function smallestSignFlipP(clusters: number, permutations: number): number {
  return Math.min(1, Math.max(1 / (permutations + 1), 2 ** (1 - clusters)));
}
