import { atLeast, type PermutationOptions, type PermutationResult } from "./sign-flip";
import { mean } from "./quantile";
import { seededRandom } from "./random";

/**
 * Two-sided test that two sets of clusters come from one population: labels are dealt anew, the statistic is the difference of
 * means. p = (1 + #{|T*| >= |T|}) / (B + 1). p is 1 when a set is empty.
 */
export function labelPermutationTest(first: readonly number[], second: readonly number[], options: PermutationOptions): PermutationResult {
  const { seed, label = "", permutations = 10_000 } = options;
  if (first.length === 0 || second.length === 0) return { statistic: 0, p: 1, permutations, smallestP: 1, seed };
  const observed = mean(first) - mean(second);
  const pool = Float64Array.from([...first, ...second]);
  const total = mean(pool) * pool.length;
  const random = seededRandom(seed, label);
  let extreme = 0;
  for (let b = 0; b < permutations; b++) {
    let sum = 0;
    for (let i = 0; i < first.length; i++) {
      // Fisher-Yates, of which only the first places are needed.
      const j = i + random.below(pool.length - i);
      const drawn = pool[j] ?? 0;
      pool[j] = pool[i] ?? 0;
      pool[i] = drawn;
      sum += drawn;
    }
    if (atLeast(Math.abs(sum / first.length - (total - sum) / second.length), Math.abs(observed))) extreme += 1;
  }
  let ways = 1;
  for (let i = 1; i <= first.length && ways < 1e9; i++) ways = (ways * (second.length + i)) / i;
  return { statistic: observed, p: (1 + extreme) / (permutations + 1), permutations, smallestP: Math.max(1 / (permutations + 1), 1 / ways), seed };
}
