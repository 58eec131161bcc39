/** Shannon entropy −Σ p ln p of a distribution, in nats. Zero probabilities add nothing; the values are taken as they are, not normalised. */
export function entropy(probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i] ?? 0;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}
