import type { TokenTable } from "@/lib/domain/inspection";
import { BITS_PER_NAT } from "@/lib/domain/text-units";

/** Entropy below this is no open choice, whatever the rest of the text is like; bits. */
const LEAST_BITS = 1;

export interface TextFigures {
  /** (T), bits: −log₂ of the probability of the token that stands there; NaN where nothing was predicted. */
  surprisal: Float64Array;
  /** (T), bits: of the distribution that the token was drawn from; NaN where it is not known. */
  entropy: Float64Array;
}

export function textFigures(table: Pick<TokenTable, "logprob" | "entropy">): TextFigures {
  const bits = (value: number | null | undefined) => (value === null || value === undefined ? Number.NaN : value * BITS_PER_NAT);
  return {
    surprisal: Float64Array.from(table.logprob, (logprob) => -bits(logprob)),
    entropy: Float64Array.from(table.logprob, (_, position) => (position === 0 ? Number.NaN : bits(table.entropy[position - 1]))),
  };
}

/**
 * Places where the model was unsure: entropy that is a local maximum, at least 1 bit, and above the mean by a standard deviation of the
 * counted tokens. Counted from `from` on, control tokens left out; most open first, at most `limit`.
 */
export function unsurePlaces(entropy: ArrayLike<number>, special: readonly boolean[], from: number, limit: number): number[] {
  const counted: number[] = [];
  for (let position = from; position < entropy.length; position++) {
    if (special[position] !== true && Number.isFinite(entropy[position] ?? Number.NaN)) counted.push(position);
  }
  const at = (position: number) => entropy[position] ?? Number.NaN;
  const mean = counted.reduce((sum, position) => sum + at(position), 0) / counted.length;
  const spread = Math.sqrt(counted.reduce((sum, position) => sum + (at(position) - mean) ** 2, 0) / counted.length);
  const least = Math.max(LEAST_BITS, counted.length < 4 ? 0 : mean + spread);
  return counted
    .filter((position) => at(position) >= least && !(at(position - 1) > at(position)) && !(at(position + 1) >= at(position)))
    .sort((a, b) => at(b) - at(a) || a - b)
    .slice(0, limit);
}
