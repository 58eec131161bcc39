/** One layer's attention of one token: (H, T) row-major, row h over keys 0 … T−1. */
export type HeadRows = ArrayLike<number>;

/**
 * Value-weighted attention of one token (Kobayashi et al. 2020): α_h,j · ‖W_O[:, h] v_j,h‖, summed over the heads of a layer. Layers
 * write at very different sizes, so each layer's sum is made to add up to 1 before the mean over layers is taken.
 *
 * `rows`: a layer each, (H, T). `norms`: (L, H, T). Returns (token + 1): shares that sum to 1 where anything was read.
 */
export function valueWeightedRow(rows: readonly HeadRows[], norms: ArrayLike<number>, heads: number, token: number): Float64Array {
  const shares = new Float64Array(token + 1);
  let layers = 0;
  rows.forEach((row, l) => {
    const tokens = row.length / heads;
    const read = new Float64Array(token + 1);
    let sum = 0;
    for (let h = 0; h < heads; h++) {
      for (let j = 0; j <= token; j++) {
        const size = (row[h * tokens + j] ?? 0) * (norms[(l * heads + h) * tokens + j] ?? 0);
        read[j] = (read[j] ?? 0) + size;
        sum += size;
      }
    }
    if (!(sum > 0)) return;
    layers += 1;
    for (let j = 0; j <= token; j++) shares[j] = (shares[j] ?? 0) + (read[j] ?? 0) / sum;
  });
  return layers > 0 ? shares.map((share) => share / layers) : shares;
}
