import { aggregation, unitFigures, type TextUnit } from "@/lib/domain/text-units";
import type { TokenTable } from "@/lib/domain/inspection";
import { bits, count, percent, probability } from "../format";

/** The figures of a token that can colour the strip. */
export type StripFigure = "probability" | "surprisal" | "entropy" | "rank";

/** How values become colour and legend. Positions run from 0 (recedes) to 1 (stands out). */
export interface StripScale {
  /** With its unit. */
  title: string;
  /** One sentence for a reader who does not know the term. */
  help: string;
  position: (value: number) => number;
  /** Ends and middle. */
  ticks: readonly { at: number; label: string }[];
  format: (value: number) => string;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Fixed domains, so that two runs can be compared by eye; what lies beyond an end is drawn like the end ("+"). */
const MOST_SURPRISAL = 10;
const MOST_ENTROPY = 8;
const WORST_RANK = 1000;

export const figureScales: Record<StripFigure, StripScale> = {
  probability: {
    title: "probability of the token",
    help: "How likely the model held this token to be, just before it came: strong colour is sure, faint is a surprise.",
    position: clamp,
    ticks: [
      { at: 0, label: "0" },
      { at: 0.5, label: ".5" },
      { at: 1, label: "1" },
    ],
    format: (value) => `${probability(value)} (${percent(value)})`,
  },
  surprisal: {
    title: "surprisal, bits",
    help: "How much news the token was: 1 bit is a coin toss, each further bit halves the probability.",
    position: (value) => clamp(value / MOST_SURPRISAL),
    ticks: [
      { at: 0, label: "0" },
      { at: 0.5, label: "5" },
      { at: 1, label: "10+" },
    ],
    format: bits,
  },
  entropy: {
    title: "entropy of the choice, bits",
    help: "How open the choice was before the token came, whichever token was taken: 0 is settled, 3 bits is like eight equal options.",
    position: (value) => clamp(value / MOST_ENTROPY),
    ticks: [
      { at: 0, label: "0" },
      { at: 0.5, label: "4" },
      { at: 1, label: "8+" },
    ],
    format: bits,
  },
  rank: {
    title: "rank of the token",
    help: "The token’s place in the model’s list of candidates: 1 was its first choice. The scale is logarithmic.",
    position: (value) => clamp(Math.log10(Math.max(1, value)) / Math.log10(WORST_RANK)),
    ticks: [
      { at: 0, label: "1" },
      { at: 1 / 3, label: "10" },
      { at: 2 / 3, label: "100" },
      { at: 1, label: "1000+" },
    ],
    format: count,
  },
};

/** The value that colours a unit; null is "not measured". For several tokens see `aggregation`. */
export function figureValue(table: Pick<TokenTable, "logprob" | "rank" | "entropy">, unit: TextUnit, figure: StripFigure): number | null {
  return unitFigures(table, unit)[figure];
}

/** A legend title that says how several tokens are put together. */
export function figureTitle(figure: StripFigure, unit: "token" | "word" | "sentence"): string {
  const title = figureScales[figure].title;
  return unit === "token" ? title : `${title}: ${aggregation[figure]}`;
}

/** Values given for each token, for a unit: the largest that was measured. */
export function largestValue(values: readonly (number | null)[], { first, last }: TextUnit): number | null {
  let largest: number | null = null;
  for (let position = first; position <= last; position++) {
    const value = values[position] ?? null;
    if (value !== null && (largest === null || value > largest)) largest = value;
  }
  return largest;
}
