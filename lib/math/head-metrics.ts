import { headMetrics as metricNames } from "@/lib/trace/names";
import { entropy } from "./entropy";

/**
 * The head metrics of one attention map, in the order of `headMetrics` in lib/trace/names.ts: the plain definition that the
 * engine's own, faster sums are tested against.
 *
 * `map`: (T, T) row-major, row i holds the weights of query i on keys j ≤ i and sums to 1. `tokens`: (T) ids.
 * Each metric is a mean over the query rows 1 … T−1 (row 0 can only read itself and says nothing about the head):
 * entropy, nats: −Σ_j a_ij ln a_ij · distance, tokens: Σ_j a_ij (i − j) · first: a_i0 · previous: a_i,i−1 · self: a_ii ·
 * induction: Σ_j a_ij over keys 1 ≤ j ≤ i whose previous token equals the query's token (Olsson et al. 2022).
 * NaN for every metric where T < 2, since there is no row to measure.
 */
export function headMetrics(map: ArrayLike<number>, tokens: ArrayLike<number>): Float64Array {
  const size = tokens.length;
  if (map.length !== size * size) throw new RangeError(`A map of ${size} tokens has ${size * size} weights, not ${map.length}.`);
  const sums = new Float64Array(metricNames.length);
  for (let i = 1; i < size; i++) {
    const row = Array.from({ length: i + 1 }, (_, j) => map[i * size + j] ?? 0);
    sums[0] = (sums[0] ?? 0) + entropy(row);
    row.forEach((weight, j) => {
      sums[1] = (sums[1] ?? 0) + weight * (i - j);
      if (j === 0) sums[2] = (sums[2] ?? 0) + weight;
      if (j === i - 1) sums[3] = (sums[3] ?? 0) + weight;
      if (j === i) sums[4] = (sums[4] ?? 0) + weight;
      if (j >= 1 && tokens[j - 1] === tokens[i]) sums[5] = (sums[5] ?? 0) + weight;
    });
  }
  return sums.map((sum) => (size > 1 ? sum / (size - 1) : Number.NaN));
}
