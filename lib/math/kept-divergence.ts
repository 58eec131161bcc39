/** Logits that a trace keeps of one distribution; see lib/trace/names.ts. A negative id marks an unused place. */
export interface KeptRow {
  ids: ArrayLike<number>;
  values: ArrayLike<number>;
  /** Nats: log Σ exp(logit) over the whole vocabulary. */
  logSumExp: number;
}

/**
 * Kullback-Leibler divergence D(p ‖ q) in nats between two distributions over one vocabulary of which only the likeliest tokens are known:
 * over the tokens that both keep, and all others taken together. Joining outcomes never makes a divergence larger (Cover & Thomas 2006,
 * theorem 2.8.1), so this is at most the whole one; `covered`, the mass of p on single tokens, says how near it is.
 */
export function keptDivergence(p: KeptRow, q: KeptRow): { divergence: number; covered: number } {
  const theirs = new Map(Array.from(q.ids, (id, i) => [id, (q.values[i] ?? NaN) - q.logSumExp]));
  let [divergence, covered, coveredByQ] = [0, 0, 0];
  for (let i = 0; i < p.ids.length; i++) {
    const id = p.ids[i] ?? -1;
    const logQ = theirs.get(id);
    if (id < 0 || logQ === undefined) continue;
    const logP = (p.values[i] ?? NaN) - p.logSumExp;
    divergence += Math.exp(logP) * (logP - logQ);
    covered += Math.exp(logP);
    coveredByQ += Math.exp(logQ);
  }
  const [rest, restOfQ] = [1 - covered, 1 - coveredByQ];
  if (rest > 0 && restOfQ > 0) divergence += rest * Math.log(rest / restOfQ);
  // Rounding of the sums may leave a hair below zero.
  return { divergence: divergence < 0 ? 0 : divergence, covered: Math.min(1, covered) };
}
