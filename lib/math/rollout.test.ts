import fc from "fast-check";
import { expect, test } from "vitest";
import { rolloutRow, type MeanMap } from "./rollout";

/** The definition word for word: R_l = (½ A_l + ½ I) R_{l−1} with full matrices. */
function bruteForce(layers: number[][][], size: number): number[][] {
  const identity = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
  return layers.reduce(
    (r, a) =>
      identity.map((_, i) => identity.map((_, j) => identity.reduce((sum, _, k) => sum + (a[i]![k]! / 2 + Number(i === k) / 2) * r[k]![j]!, 0))),
    identity,
  );
}

/** Causal maps with random rows that sum to 1. */
const causalMaps = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.array(
    fc.tuple(...Array.from({ length: size }, (_, i) => fc.array(fc.integer({ min: 1, max: 99 }), { minLength: i + 1, maxLength: i + 1 }))).map((rows) =>
      rows.map((row) => {
        const total = row.reduce((a, b) => a + b, 0);
        return Array.from({ length: size }, (_, j) => (row[j] ?? 0) / total);
      }),
    ),
    { minLength: 1, maxLength: 5 },
  ),
);

const flat = (map: number[][]): MeanMap => ({ data: map.flat(), size: map.length });

test("every row equals that of the full matrix product and sums to 1", () => {
  fc.assert(
    fc.property(causalMaps, (layers) => {
      const size = layers[0]!.length;
      const full = bruteForce(layers, size);
      for (let token = 0; token < size; token++) {
        const { row, sum } = rolloutRow(layers.map(flat), token);
        expect(row).toHaveLength(token + 1);
        row.forEach((value, j) => expect(value).toBeCloseTo(full[token]![j]!, 12));
        expect(sum).toBeCloseTo(1, 12);
      }
    }),
    { numRuns: 60 },
  );
});

test("layers are applied from first to last, not the other way round", () => {
  const toFirst = [[1, 0, 0], [1, 0, 0], [0, 0, 1]];
  const toPrevious = [[1, 0, 0], [0, 1, 0], [0, 1, 0]];
  // Token 2 reads token 1 in the second layer, and token 1 had read token 0 in the first: a quarter arrives from token 0.
  expect(rolloutRow([flat(toFirst), flat(toPrevious)], 2).row[0]).toBeCloseTo(0.25, 12);
  expect(rolloutRow([flat(toPrevious), flat(toFirst)], 2).row[0]).toBe(0);
});

test("without layers a token stems from itself", () => {
  expect([...rolloutRow([], 2).row]).toEqual([0, 0, 1]);
});

test("rows that do not sum to 1 show in the check", () => {
  expect(rolloutRow([{ data: [0.5], size: 1 }], 0).sum).toBeCloseTo(0.75, 12);
});

test("a token outside the maps is refused", () => {
  expect(() => rolloutRow([{ data: [1], size: 1 }], 1)).toThrow(RangeError);
});
