import type { ClusterTable, Statistic } from "./cluster-table";
import { totals } from "./cluster-table";
import { seededRandom } from "./random";
import { atLeast, type PermutationOptions, smallestSignFlipP } from "./sign-flip";

export interface SwapResult {
  /** The statistic on the data; NaN where undefined. */
  statistic: number;
  /** (1 + #{|T*| >= |T|}) / (B + 1); 1 where the statistic is undefined. */
  p: number;
  permutations: number;
  /** The smallest p that this many clusters could give, whatever the difference. */
  smallestP: number;
}

/**
 * Two runs on the same clusters are exchangeable where they do not differ: each cluster's sums change places between the runs with
 * probability one half. `table`: (C, 2 K), the first run's K columns before the second's; `statistic`: of all 2 K sums, 0 without a
 * difference and of the other sign when the runs change places. Two-sided (Edgington & Onghena 2007, ch. 6).
 */
export function pairedSwapTest(table: ClusterTable, statistic: Statistic, options: PermutationOptions): SwapResult {
  const { seed, label = "", permutations = 10_000 } = options;
  const { clusters, columns, sums } = table;
  const half = columns / 2;
  const total = totals(table);
  const observed = statistic(total);
  const result = { statistic: observed, permutations, smallestP: smallestSignFlipP(clusters, permutations) };
  if (!Number.isFinite(observed)) return { ...result, p: 1 };
  const random = seededRandom(seed, label);
  const drawn = new Float64Array(columns);
  let extreme = 0;
  for (let b = 0; b < permutations; b++) {
    drawn.fill(0);
    let bits = 0;
    for (let c = 0; c < clusters; c++) {
      if ((c & 31) === 0) bits = random.uint32();
      const shift = bits & 1 ? half : 0;
      bits >>>= 1;
      for (let k = 0; k < columns; k++) {
        const place = (k + shift) % columns;
        drawn[place] = (drawn[place] ?? 0) + (sums[c * columns + k] ?? 0);
      }
    }
    const value = statistic(drawn);
    // Undefined under the permutation says nothing against the null: it counts as extreme.
    if (!Number.isFinite(value) || atLeast(Math.abs(value), Math.abs(observed))) extreme += 1;
  }
  return { ...result, p: (1 + extreme) / (permutations + 1) };
}
