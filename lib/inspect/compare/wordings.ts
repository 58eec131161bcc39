import { VitrineError } from "@/lib/domain/errors";
import type { Random } from "@/lib/stats/random";

/** A token of one text that stands for another of the second, at every place where it does. */
export interface ChangedWord {
  a: number;
  b: number;
  /** Ascending. */
  positions: number[];
}

/** Of each draw: what stands at each changed position. */
export type Wordings = Map<number, number>[];

/** Likeliest words that are drawn from: what might well have stood there. */
const LIKELIEST = 64;

/** What differs between two texts of one length. A word changed into the same word twice is changed once. */
export function changedWords(a: readonly number[], b: readonly number[]): ChangedWord[] {
  const words = new Map<string, ChangedWord>();
  a.forEach((id, i) => {
    const other = b[i];
    if (other === undefined || other === id) return;
    const known = words.get(`${id} ${other}`);
    if (known) known.positions.push(i);
    else words.set(`${id} ${other}`, { a: id, b: other, positions: [i] });
  });
  return [...words.values()];
}

/**
 * Other words in place of the changed ones, drawn evenly from the likeliest of each one's pool (best first), never A's or B's own; no two
 * draws are alike. Fewer than asked for where the pools hold no more. Error: `bad-request` where a pool holds none.
 */
export function drawWords(changed: readonly ChangedWord[], pools: readonly (readonly number[])[], draws: number, random: Random): Wordings {
  const choices = changed.map(({ a, b }, w) => [...new Set(pools[w])].filter((id) => id !== a && id !== b).slice(0, LIKELIEST));
  if (choices.some((ids) => ids.length === 0)) throw new VitrineError("bad-request", "No other word is known for one of the changed places.");
  const possible = choices.reduce((all, ids) => all * ids.length, 1);
  const drawn = new Map<string, Map<number, number>>();
  while (drawn.size < Math.min(draws, possible)) {
    const words = choices.map((ids) => ids[random.below(ids.length)] ?? 0);
    drawn.set(words.join(" "), new Map(changed.flatMap(({ positions }, w) => positions.map((position) => [position, words[w] ?? 0] as const))));
  }
  return [...drawn.values()];
}
