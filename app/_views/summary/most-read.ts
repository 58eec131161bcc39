/**
 * The key with the largest weight in a row of attention, the first token left out since heads park weight there. `keys`: positions
 * beside `weights`, −1 where unused; null where weight j belongs to key j. Null when no other key has any.
 */
export function mostRead(keys: ArrayLike<number> | null, weights: ArrayLike<number>): { key: number; weight: number } | null {
  let best: { key: number; weight: number } | null = null;
  for (let j = 0; j < weights.length; j++) {
    const key = keys ? (keys[j] ?? -1) : j;
    const weight = weights[j] ?? 0;
    if (key > 0 && weight > (best?.weight ?? 0)) best = { key, weight };
  }
  return best;
}
