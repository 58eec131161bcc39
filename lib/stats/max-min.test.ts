import { describe, expect, it } from "vitest";
import { gapOfMeans, maxMinTest } from "./max-min";
import { seededRandom } from "./random";

const permutationsOf = (row: readonly number[]): number[][] =>
  row.length <= 1 ? [[...row]] : row.flatMap((value, i) => permutationsOf([...row.slice(0, i), ...row.slice(i + 1)]).map((rest) => [value, ...rest]));

describe("the largest gap between groups", () => {
  it("has the p of full enumeration", () => {
    const values = [[0.1, 0.5, 0.3], [0.2, 0.9, 0.1], [0.4, 0.6, 0.5], [0.3, 0.7, 0.6]];
    const observed = gapOfMeans(values, 3);
    const arrangements = values.map(permutationsOf).reduce<number[][][]>((all, rows) => all.flatMap((done) => rows.map((row) => [...done, row])), [[]]);
    const exact = arrangements.filter((rows) => gapOfMeans(rows, 3) >= observed - 1e-12).length / arrangements.length;
    const result = maxMinTest(values, { seed: 1, permutations: 40_000 });
    expect(arrangements).toHaveLength(1296);
    expect(Math.abs(result.p - exact)).toBeLessThan(0.006);
    expect(result.statistic).toBeCloseTo(0.425, 12);
  });

  it("is not found in noise although the raw gap of many groups is large", () => {
    const random = seededRandom(11);
    const values = Array.from({ length: 20 }, () => Array.from({ length: 30 }, () => random.uniform()));
    const result = maxMinTest(values, { seed: 1, permutations: 2_000 });
    expect(result.statistic).toBeGreaterThan(0.15);
    expect(result.p).toBeGreaterThan(0.05);
  });

  it("is found where one group differs, and missing groups stay missing", () => {
    const random = seededRandom(12);
    const values = Array.from({ length: 20 }, (_, c) => [random.uniform(), random.uniform() + 0.8, c % 4 === 0 ? Number.NaN : random.uniform()]);
    expect(maxMinTest(values, { seed: 1, permutations: 2_000 }).p).toBeLessThan(0.01);
  });

  it("is 1 for a single group or none", () => {
    expect(maxMinTest([[1], [2]], { seed: 1, permutations: 100 }).p).toBe(1);
    expect(maxMinTest([], { seed: 1, permutations: 100 })).toMatchObject({ p: 1, statistic: 0 });
  });
});
