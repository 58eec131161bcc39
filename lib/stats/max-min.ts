import { atLeast, type PermutationOptions, type PermutationResult } from "./sign-flip";
import { seededRandom } from "./random";

/**
 * Is the gap between the highest and the lowest group mean larger than chance gives? Max minus min is positive even without any
 * effect and grows with the number of groups, so it is calibrated by shuffling group labels within each cluster.
 * `values`: (C, G), one row a cluster with one value a group; NaN where a group is missing, which stays missing.
 * p = (1 + #{gap* >= gap}) / (B + 1).
 */
export function maxMinTest(values: readonly (readonly number[])[], options: PermutationOptions): PermutationResult {
  const { seed, label = "", permutations = 10_000 } = options;
  const groups = values.reduce((most, row) => Math.max(most, row.length), 0);
  const observed = gapOfMeans(values, groups);
  const random = seededRandom(seed, label);
  const shuffled = values.map((row) => [...row]);
  const filled = values.map((row) => row.flatMap((value, g) => (Number.isNaN(value) ? [] : [g])));
  let extreme = 0;
  for (let b = 0; b < permutations; b++) {
    shuffled.forEach((row, c) => shuffle(row, filled[c] ?? [], random.below));
    if (atLeast(gapOfMeans(shuffled, groups), observed)) extreme += 1;
  }
  // Relabelling all clusters alike leaves the gap as it is, so G! of the G!^C arrangements always count.
  const arrangements = filled.slice(1).reduce((product, places) => Math.min(1e9, product * factorial(places.length)), 1);
  return {
    statistic: observed,
    p: (1 + extreme) / (permutations + 1),
    permutations,
    smallestP: Math.min(1, Math.max(1 / (permutations + 1), 1 / arrangements)),
    seed,
  };
}

/** Highest minus lowest mean over clusters; 0 with fewer than two groups. */
export function gapOfMeans(values: readonly (readonly number[])[], groups: number): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let g = 0; g < groups; g++) {
    let sum = 0;
    let n = 0;
    for (const row of values) {
      const value = row[g] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      n += 1;
    }
    if (n === 0) continue;
    lowest = Math.min(lowest, sum / n);
    highest = Math.max(highest, sum / n);
  }
  return highest >= lowest ? highest - lowest : 0;
}

/** Fisher-Yates over the filled places of a row, in place. */
function shuffle(row: number[], places: readonly number[], below: (bound: number) => number): void {
  for (let i = places.length - 1; i > 0; i--) {
    const a = places[i] ?? 0;
    const b = places[below(i + 1)] ?? 0;
    const kept = row[a] ?? Number.NaN;
    row[a] = row[b] ?? Number.NaN;
    row[b] = kept;
  }
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
