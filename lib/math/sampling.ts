import { interpolateLogTail, logSumExp, type KeptLogits } from "./log-tail";

export type { KeptLogits };

export interface SamplingShape {
  /** 0 is greedy. */
  temperature: number;
  /** 0 keeps all. */
  topK: number;
  topP: number;
  minP: number;
}

/** Which filter lets tokens through that the trace did not keep, so that their number is known only roughly. */
export type BeyondKept = "top-k" | "top-p" | "min-p";

export interface Reshaped {
  /** (N) probability of each kept token; 0 where a filter removed it. */
  probabilities: Float64Array;
  /** How many kept tokens are left. */
  survivors: number;
  /** Probability of all tokens that were not kept, together. */
  tail: number;
  /** Null: the figures follow from what was measured. Otherwise they are estimates, because this filter ends beyond the kept tokens. */
  beyondKept: BeyondKept | null;
  /** Probability of a token outside the kept ones, given its logit and rank (1 is the best). */
  probabilityOf: (logit: number, rank: number) => number;
}

/**
 * Re-shapes a kept distribution as the engine would sample from it: top-k, then top-p over what top-k left, then min-p
 * relative to the best token, then temperature over the survivors.
 *
 * Without a filter, or with one that ends among the kept tokens, the result is the engine's distribution; the tail between
 * two inverse temperatures of the grid is interpolated (see `interpolateLogTail`) and exact on the grid. Temperature 0 puts
 * everything on the best token. Returns null where the position has no logits (NaN).
 */
export function reshape(kept: KeptLogits, shape: SamplingShape): Reshaped | null {
  const count = keptCount(kept);
  const best = kept.values[0] ?? NaN;
  if (count === 0 || !Number.isFinite(best) || !Number.isFinite(kept.logSumExp)) return null;

  const cut = filter(kept, count, shape);
  const probabilities = new Float64Array(kept.ids.length);
  if (shape.temperature <= 0) {
    probabilities[0] = 1;
    return { probabilities, survivors: 1, tail: 0, beyondKept: null, probabilityOf: () => 0 };
  }

  const beta = 1 / shape.temperature;
  const logKept = logSumExp(kept.values, cut.survivors, beta);
  const logTail = cut.tailShare === 0 ? -Infinity : interpolateLogTail(kept, count, beta) + Math.log(cut.tailShare);
  const logTotal = logAdd(logKept, logTail);
  for (let i = 0; i < cut.survivors; i++) probabilities[i] = Math.exp(beta * (kept.values[i] ?? -Infinity) - logTotal);
  return {
    probabilities,
    survivors: cut.survivors,
    tail: Math.exp(logTail - logTotal),
    beyondKept: cut.beyondKept,
    probabilityOf: (logit, rank) => (cut.passes(logit, rank) ? Math.exp(beta * logit - logTotal) : 0),
  };
}

function keptCount(kept: KeptLogits): number {
  let count = Math.min(kept.ids.length, kept.vocabulary);
  while (count > 0 && (kept.ids[count - 1] ?? -1) < 0) count--;
  return count;
}

const logAdd = (a: number, b: number): number => {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
};

interface Cut {
  survivors: number;
  /** Share of the tail's mass that passes, 0 … 1; exact when 0 or 1. */
  tailShare: number;
  beyondKept: BeyondKept | null;
  passes: (logit: number, rank: number) => boolean;
}

/** Applies top-k, top-p and min-p at temperature 1, as the engine does before it applies the temperature. */
function filter(kept: KeptLogits, count: number, { topK, topP, minP }: SamplingShape): Cut {
  const tailCount = kept.vocabulary - count;
  const limit = topK > 0 ? Math.min(topK, kept.vocabulary) : kept.vocabulary;
  const massOf = (tokens: number): number => Math.exp(logSumExp(kept.values, tokens, 1) - kept.logSumExp);

  let survivors = Math.min(count, limit);
  let tailShare = limit > count ? 1 : 0;
  let beyondKept: BeyondKept | null = null;
  if (tailShare > 0 && limit < kept.vocabulary) {
    // The best tokens of the tail hold at least their share of it by number; how much more is not known.
    tailShare = (limit - count) / tailCount;
    beyondKept = "top-k";
  }

  if (topP < 1) {
    const tailMass = Math.max(0, 1 - massOf(count));
    const wanted = topP * (massOf(survivors) + tailShare * tailMass);
    let mass = 0;
    let needed = 0;
    while (needed < survivors && mass < wanted) mass += Math.exp((kept.values[needed++] ?? -Infinity) - kept.logSumExp);
    if (mass >= wanted || tailShare === 0) {
      survivors = Math.max(1, needed);
      tailShare = 0;
    } else {
      tailShare = Math.min(tailShare, (wanted - mass) / tailMass);
      beyondKept = "top-p";
    }
  }

  const lowest = minP > 0 ? (kept.values[0] ?? 0) + Math.log(minP) : -Infinity;
  if ((kept.values[survivors - 1] ?? -Infinity) < lowest) {
    while (survivors > 1 && (kept.values[survivors - 1] ?? -Infinity) < lowest) survivors--;
    // Only the distance to the best token decides now, and that was measured.
    tailShare = 0;
    beyondKept = null;
  } else if (minP > 0 && tailShare > 0) beyondKept = "min-p";

  const tailPasses = tailShare > 0;
  return { survivors, tailShare, beyondKept, passes: (logit, rank) => tailPasses && rank <= limit && logit >= lowest };
}
