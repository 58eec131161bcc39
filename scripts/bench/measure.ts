import { median, quantile } from "d3-array";

/** Two ways of doing the same work, timed side by side. */
export interface Comparison {
  /** What was measured, in words, and on what. */
  name: string;
  model: string;
  unit: "ms" | "ms/token" | "bytes";
  /** The yardstick's and the subject's values, in order of measurement; entry i of both was taken one after the other. */
  plain: number[];
  subject: number[];
  /** Ratio of the medians. */
  ratio: number;
  /** First and third quartile of the ratios of neighbouring measurements: how much the machine wavered. */
  spread: [number, number];
  /** What the ratio should not exceed; null where it is shown for information. */
  target: number | null;
}

/** One measurement of each, again and again, every other time in the opposite order so that a drift of the machine cancels out. */
export async function interleave(repeats: number, plain: () => Promise<number>, subject: () => Promise<number>): Promise<{ plain: number[]; subject: number[] }> {
  const taken: { plain: number[]; subject: number[] } = { plain: [], subject: [] };
  for (let repeat = 0; repeat < repeats; repeat++) {
    if (repeat % 2 === 0) {
      taken.plain.push(await plain());
      taken.subject.push(await subject());
    } else {
      taken.subject.push(await subject());
      taken.plain.push(await plain());
    }
  }
  return taken;
}

export function compare(description: Pick<Comparison, "name" | "model" | "unit" | "target">, taken: { plain: number[]; subject: number[] }): Comparison {
  const pairs = taken.subject.map((value, i) => value / (taken.plain[i] ?? NaN));
  return {
    ...description,
    ...taken,
    ratio: (median(taken.subject) ?? NaN) / (median(taken.plain) ?? NaN),
    spread: [quantile(pairs, 0.25) ?? NaN, quantile(pairs, 0.75) ?? NaN],
  };
}
