/** Mean attention of one layer: (size, size) row-major, row i sums to 1 over keys ≤ i. */
export interface MeanMap {
  data: ArrayLike<number>;
  size: number;
}

export interface Rollout {
  /** (token + 1): share of the token's information that stems from each earlier token and itself. */
  row: Float64Array;
  /** Sum of `row`: 1 but for the rounding of the stored maps. Shown to the reader as a check. */
  sum: number;
}

/**
 * Attention rollout of one token (Abnar & Zuidema 2020, eq. 1): Â_l = ½ A_l + ½ I, R_l = Â_l R_{l−1}, R_0 = I; the result is
 * row `token` of R_L. One row needs no matrix product: e_token · Â_L · Â_{L−1} … Â_1, from the last layer down, in
 * O(layers × token²) instead of O(layers × tokens³).
 *
 * `layers`: first to last, of which rows and columns 0 … token are read. The maps are causal, so the row has token + 1 entries.
 */
export function rolloutRow(layers: readonly MeanMap[], token: number): Rollout {
  const length = token + 1;
  let row = new Float64Array(length);
  row[token] = 1;
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l];
    if (!layer || layer.size < length) throw new RangeError(`Layer ${l} has no row for token ${token}.`);
    const next = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const half = (row[i] ?? 0) / 2;
      if (half === 0) continue;
      next[i] = (next[i] ?? 0) + half;
      const base = i * layer.size;
      for (let j = 0; j <= i; j++) next[j] = (next[j] ?? 0) + half * (layer.data[base + j] ?? 0);
    }
    row = next;
  }
  return { row, sum: row.reduce((total, value) => total + value, 0) };
}
