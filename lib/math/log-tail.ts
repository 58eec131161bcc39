/** What the trace keeps of the distribution after one token. Letters: N kept (256), G inverse temperatures, V vocabulary. */
export interface KeptLogits {
  /** (N) most likely first; a negative id marks an unused place (vocabularies smaller than N). */
  ids: ArrayLike<number>;
  /** (N) logits, descending. */
  values: ArrayLike<number>;
  /** Nats: log Σ exp(logit) over the whole vocabulary. */
  logSumExp: number;
  /** (G) log Σ exp(β · logit) over the whole vocabulary, for the inverse temperatures `betas`. */
  logSumExpByBeta: ArrayLike<number>;
  /** (G) ascending, evenly spaced, beginning at their spacing. */
  betas: readonly number[];
  vocabulary: number;
}

/** log Σ exp(β · value) over the first `count` values, which are in descending order; −∞ for none. β > 0. */
export function logSumExp(values: ArrayLike<number>, count: number, beta: number): number {
  if (count === 0) return -Infinity;
  const best = beta * (values[0] ?? -Infinity);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(beta * (values[i] ?? -Infinity) - best);
  return best + Math.log(sum);
}

/** Below this share of all mass a tail cannot be told from the rounding of float32 sums, and is too small to draw. */
const SMALLEST_SHARE = 1e-6;

/**
 * log Σ exp(β · logit) over the tokens that were not kept.
 *
 * On a grid of β it is the whole-vocabulary sum less the kept tokens' sum. Between grid points a cubic through the four
 * nearest ones is evaluated (Lagrange's form); the function is smooth and convex in β, and at β = 0 it is log of the number
 * of tokens, which serves as one more grid point. Beyond the last grid point the tail is taken to fall like its best
 * possible token, the last kept one: an upper bound. −∞ when everything was kept.
 *
 * @param count how many of `kept` are in use
 * @param beta inverse temperature, > 0
 */
export function interpolateLogTail(kept: KeptLogits, count: number, beta: number): number {
  const tailCount = kept.vocabulary - count;
  if (tailCount <= 0) return -Infinity;
  const spacing = kept.betas[0] ?? 1;
  const last = kept.betas.length; // index 0 is β = 0, index g + 1 is betas[g]
  const place = beta / spacing;
  if (place >= last) {
    const lowestKept = kept.values[count - 1] ?? -Infinity;
    return logTailOnGrid(kept, count, last) + (beta - last * spacing) * lowestKept;
  }
  const nearest = Math.round(place);
  if (Math.abs(place - nearest) < 1e-9) return logTailOnGrid(kept, count, nearest);

  const start = Math.min(Math.max(Math.floor(place) - 1, 0), Math.max(last - 3, 0));
  const points = [start, start + 1, start + 2, start + 3].filter((index) => index <= last);
  return points.reduce((sum, point) => {
    const weight = points.reduce((product, other) => (other === point ? product : product * ((place - other) / (point - other))), 1);
    return sum + weight * logTailOnGrid(kept, count, point);
  }, 0);
}

function logTailOnGrid(kept: KeptLogits, count: number, index: number): number {
  if (index === 0) return Math.log(kept.vocabulary - count);
  const beta = kept.betas[index - 1] ?? NaN;
  const whole = kept.logSumExpByBeta[index - 1] ?? NaN;
  const share = -Math.expm1(logSumExp(kept.values, count, beta) - whole);
  return whole + Math.log(Math.max(share, SMALLEST_SHARE));
}
