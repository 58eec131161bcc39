import { expect, test } from "vitest";
import { headMetrics as metricNames } from "@/lib/trace/names";
import { headMetrics } from "./head-metrics";

/** (T, T) map with one weight of 1 per row, on the key that `key` names. */
function pointing(size: number, key: (row: number) => number): Float32Array {
  const map = new Float32Array(size * size);
  for (let i = 0; i < size; i++) map[i * size + key(i)] = 1;
  return map;
}

const named = (map: ArrayLike<number>, tokens: number[]) =>
  Object.fromEntries(metricNames.map((name, i) => [name, headMetrics(map, tokens)[i]]));

test("a head that reads the previous token scores 1 on previous and distance 1", () => {
  expect(named(pointing(4, (i) => Math.max(0, i - 1)), [5, 6, 7, 8])).toEqual({
    entropy: 0,
    distance: 1,
    // Only row 1 has the first token as its previous one.
    first: 1 / 3,
    previous: 1,
    self: 0,
    induction: 0,
  });
});

test("a head that reads itself has distance 0", () => {
  expect(named(pointing(3, (i) => i), [1, 2, 3])).toEqual({ entropy: 0, distance: 0, first: 0, previous: 0, self: 1, induction: 0 });
});

test("a head that reads what followed the same token earlier scores on induction", () => {
  // tokens a b c a: row 3 (a) reads key 1 (b), whose previous token is a.
  const tokens = [10, 11, 12, 10];
  const map = pointing(4, (i) => (i === 3 ? 1 : i));
  expect(named(map, tokens)["induction"]).toBeCloseTo(1 / 3, 12);
});

test("a repeated token counts itself, since its previous token equals it", () => {
  expect(named(pointing(2, (i) => i), [4, 4])["induction"]).toBe(1);
});

test("an even spread has the entropy of a uniform distribution and half the distance of the row", () => {
  const size = 3;
  const map = new Float64Array([1, 0, 0, 1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3]);
  const result = named(map, [1, 2, 3]);
  expect(result["entropy"]).toBeCloseTo((Math.log(2) + Math.log(3)) / 2, 12);
  expect(result["distance"]).toBeCloseTo((0.5 + 1) / 2, 12);
  expect(map).toHaveLength(size * size);
});

test("a single token has nothing to measure", () => {
  expect([...headMetrics([1], [3])].every(Number.isNaN)).toBe(true);
});

test("a map of the wrong size is refused", () => {
  expect(() => headMetrics([1, 0, 0], [1, 2])).toThrow(RangeError);
});
