import { describe, expect, it } from "vitest";
import { overlap, routingControl, type Choices } from "./routing-control";

const K = 2;
const choices = (rows: readonly (readonly number[])[]): Choices => ({ experts: Int32Array.from(rows.flat()), used: K });
const inPlace = (count: number) => Array.from({ length: count }, (_, i) => ({ a: i, b: i }));
/** The same numbers each time (Park & Miller 1988). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
const drawn = (tokens: number, experts: number, next: () => number): number[][] =>
  Array.from({ length: tokens }, () => {
    const first = Math.floor(next() * experts);
    return [first, (first + 1 + Math.floor(next() * (experts - 1))) % experts];
  });
const jaccard = (x: readonly number[], y: readonly number[]): number => x.filter((e) => y.includes(e)).length / new Set([...x, ...y]).size;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the control of a routing difference", () => {
  it("is what counting by sets over every place gives", () => {
    const next = random(7);
    const [rowsA, rowsB] = [drawn(23, 6, next), drawn(23, 6, next)];
    const keys = Array.from({ length: 23 }, () => `word ${Math.floor(next() * 9)}`);
    const keysB = keys.map((key, i) => (i % 7 === 3 ? "another" : key));
    const from = 4;
    const found = routingControl(choices(rowsA), choices(rowsB), inPlace(23), { a: keys, b: keysB }, from);
    const counted = Array.from({ length: 23 - from }, (_, i) => i + from);
    const at = (i: number, j: number): number => jaccard(rowsA[i]!, rowsB[j]!);
    expect(found?.pairs).toBe(19);
    expect(found?.aligned).toBeCloseTo(mean(counted.map((i) => at(i, i))), 12);

    const matched = counted.flatMap((i) => {
      const others = keysB.flatMap((key, j) => (key === keys[i] && j !== i && keysB[i] === keys[i] ? [j] : []));
      return others.length === 0 ? [] : [{ own: at(i, i), other: mean(others.map((j) => at(i, j))) }];
    });
    expect(found?.sameToken?.pairs).toBe(matched.length);
    expect(matched.length).toBeGreaterThan(5);
    expect(found?.sameToken?.aligned).toBeCloseTo(mean(matched.map(({ own }) => own)), 12);
    expect(found?.sameToken?.elsewhere).toBeCloseTo(mean(matched.map(({ other }) => other)), 12);

    const shifts = Array.from({ length: 18 }, (_, s) => mean(counted.map((i, place) => at(i, counted[(place + s + 1) % 19]!))));
    expect(found?.shifted?.shifts).toBe(18);
    expect(found?.shifted?.mean).toBeCloseTo(mean(shifts), 12);
    expect(found?.shifted?.largest).toBeCloseTo(Math.max(...shifts), 12);
  });

  it("of two runs that route by the token alone shows the placebo as high as the pairs, and the floor below both", () => {
    const keys = Array.from({ length: 40 }, (_, i) => `word ${i % 10}`);
    const rows = keys.map((_, i) => [i % 10, 10 + (i % 10)]);
    const found = routingControl(choices(rows), choices(rows), inPlace(40), { a: keys, b: keys }, 0);
    expect(found?.aligned).toBe(1);
    expect(found?.sameToken).toEqual({ pairs: 40, aligned: 1, elsewhere: 1 });
    expect(found?.shifted?.mean).toBeLessThan(0.2);
    // A shift by a whole period meets the same words.
    expect(found?.shifted?.largest).toBe(1);
  });

  it("of runs that route by the context alone shows a placebo below the pairs", () => {
    const next = random(3);
    const rows = drawn(60, 16, next);
    const keys = rows.map((_, i) => `word ${i % 5}`);
    const found = routingControl(choices(rows), choices(rows), inPlace(60), { a: keys, b: keys }, 0);
    expect(found?.sameToken?.aligned).toBe(1);
    expect(found?.sameToken?.elsewhere).toBeLessThan(0.3);
  });

  it("says what it cannot tell: no token twice, one pair, none at all", () => {
    const rows = [[0, 1], [2, 3], [4, 5]];
    const keys = { a: ["x", "y", "z"], b: ["x", "y", "z"] };
    expect(routingControl(choices(rows), choices(rows), inPlace(3), keys, 0)?.sameToken).toBeNull();
    expect(routingControl(choices(rows), choices(rows), inPlace(3), keys, 2)).toEqual({ pairs: 1, aligned: 1, sameToken: null, shifted: null });
    expect(routingControl(choices(rows), choices(rows), inPlace(3), keys, 3)).toBeNull();
  });

  it("tries no more than 64 shifts of a long text, each another one", () => {
    const next = random(11);
    const rows = drawn(300, 8, next);
    const found = routingControl(choices(rows), choices(rows), inPlace(300), { a: [], b: [] }, 0);
    expect(found?.shifted?.shifts).toBe(64);
    expect(found?.shifted?.largest).toBeLessThan(1);
  });
});

describe("the overlap of two choices", () => {
  it("is the share of common experts among all of them, whatever their order", () => {
    const a = choices([[3, 5], [1, 2]]);
    expect(overlap(a, 0, choices([[5, 3]]), 0)).toBe(1);
    expect(overlap(a, 0, choices([[5, 9]]), 0)).toBeCloseTo(1 / 3, 15);
    expect(overlap(a, 1, choices([[5, 9]]), 0)).toBe(0);
  });
});
