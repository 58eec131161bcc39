import { describe, expect, it } from "vitest";
import type { Comparison } from "@/lib/domain/comparison";
import { attentionMap, moveMap, overlapMap, pairValue, residualMap, routingSummary, tellingPair } from "./build";
import { stripColumns } from "./columns";

const run = (totalTokens: number): Comparison["a"] => ({ fileName: "x", modelFileName: "m", modelSha256: "0", promptTokens: 1, totalTokens, edits: [] });
const pair = (a: number, b: number, deltaLogprob: number | null): Comparison["pairs"][number] => ({ a, b, same: true, deltaLogprob, deltaEntropy: null, topChanged: null });
const control = { pairs: 2, aligned: 0.5, sameToken: null, shifted: { shifts: 1, mean: 0.25, largest: 0.25 } };
const comparison: Comparison = {
  format: "vitrine-comparison", version: 1, a: run(3), b: run(4), sameModel: true, sameVocabulary: true, sameSettings: true, differs: [], alignment: "difference",
  pairs: [pair(0, 0, 0.1), pair(2, 3, -0.4)], firstDifferentToken: null, firstDifference: null,
  layers: [
    { layer: 0, residual: { relative: [0, 0.5], largest: 0.5 }, routing: null, attention: null },
    { layer: 1, residual: null, attention: [0.1, 0.2, 0.3], routing: { jaccard: [1, 0], mean: 0.5, experts: [{ expert: 2, comes: 3, goes: 1 }], control } },
  ],
};

describe("the maps of a comparison", () => {
  it("leave out layers that have nothing of the kind", () => {
    expect(residualMap(comparison)).toEqual({ layers: [0], columns: 2, values: Float64Array.of(0, 0.5) });
    expect(overlapMap(comparison)).toEqual({ layers: [1], columns: 2, values: Float64Array.of(1, 0) });
    expect(attentionMap(comparison)).toEqual({ layers: [1], columns: 3, values: Float64Array.of(0.1, 0.2, 0.3) });
  });

  it("count an expert that came as often as it went as moved, and as no gain", () => {
    expect([...moveMap(comparison, 4, "moves").values]).toEqual([0, 0, 4, 0]);
    expect([...moveMap(comparison, 4, "net").values]).toEqual([0, 0, 2, 0]);
  });
});

it("a token without a partner stands alone, in the order of its text", () => {
  expect(stripColumns(comparison)).toEqual([
    { a: 0, b: 0, pair: 0 },
    { a: 1, b: 1, pair: null },
    { a: null, b: 2, pair: null },
    { a: 2, b: 3, pair: 1 },
  ]);
  expect(stripColumns({ ...comparison, pairs: [pair(0, 0, 0)] }).map(({ a, b }) => [a, b])).toEqual([[0, 0], [1, 1], [2, 2], [null, 3]]);
});

it("what is looked at first is the pair that moved most, also downwards", () => {
  expect(tellingPair(comparison)).toBe(1);
  expect(tellingPair({ ...comparison, pairs: [pair(0, 0, null), pair(1, 1, 0)] })).toBe(1);
});

it("what was not measured is not 0", () => {
  const [first] = comparison.pairs;
  expect(first && pairValue(first, "entropy")).toBeNull();
  expect(first && pairValue(first, "top")).toBeNull();
});

it("the control is summed up over layers that have one, without a placebo where no token occurs again", () => {
  expect(routingSummary(comparison)).toMatchObject({ pairs: 2, aligned: 0.5, sameToken: null, shifted: 0.25 });
  expect(routingSummary({ ...comparison, layers: [] })).toBeNull();
});
