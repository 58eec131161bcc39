/** One layer's attention of one token, and how much each head can take from each key. */
export interface ValueWeightedLayer {
  /** (H, token + 1): the token's row of each head, over keys 0 … token. */
  attention: ArrayLike<number>;
  /** (H, T): ‖W_O[:, h] · v_jh‖. */
  norms: ArrayLike<number>;
  /** T. */
  tokens: number;
}

/** (token + 1): Σ over heads of α_j ‖W_O v_j‖, what one layer's heads take from each key (Kobayashi et al. 2020, eq. 5), as shares of 1. */
export function valueWeightedShares({ attention, norms, tokens }: ValueWeightedLayer, token: number): Float64Array {
  const keys = token + 1;
  const heads = Math.floor(norms.length / tokens);
  const taken = new Float64Array(keys);
  for (let head = 0; head < heads; head++) {
    for (let j = 0; j < keys; j++) taken[j] = (taken[j] ?? 0) + (attention[head * keys + j] ?? 0) * (norms[head * tokens + j] ?? 0);
  }
  const sum = taken.reduce((a, b) => a + b, 0);
  return sum > 0 ? taken.map((value) => value / sum) : taken;
}

/** (token + 1): the mean of the layers' shares; sums to 1. */
export function valueWeightedRow(layers: readonly ValueWeightedLayer[], token: number): Float64Array {
  const row = new Float64Array(token + 1);
  for (const layer of layers) valueWeightedShares(layer, token).forEach((share, j) => (row[j] = (row[j] ?? 0) + share / layers.length));
  return row;
}
