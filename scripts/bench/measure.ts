import { median, quantile } from "d3-array";
import type { Comparison } from "./results";

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
