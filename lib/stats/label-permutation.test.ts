import { describe, expect, it } from "vitest";
import { labelPermutationTest } from "./label-permutation";

describe("the label permutation test", () => {
  it("agrees with counting all 252 ways to deal ten values into two fives", () => {
    const first = [0.2, 0.9, 0.5, 0.7, 0.8];
    const second = [0.1, 0.4, 0.3, 0.6, 0.25];
    const pool = [...first, ...second];
    const total = pool.reduce((sum, v) => sum + v, 0);
    let ways = 0;
    let extreme = 0;
    for (let mask = 0; mask < 1024; mask++) {
      const chosen = pool.filter((_, i) => mask & (1 << i));
      if (chosen.length !== 5) continue;
      ways += 1;
      const sum = chosen.reduce((s, v) => s + v, 0);
      if (Math.abs(sum / 5 - (total - sum) / 5) >= 0.29 - 1e-12) extreme += 1;
    }
    expect(ways).toBe(252);
    const result = labelPermutationTest(first, second, { seed: 1, permutations: 40_000 });
    expect(result.statistic).toBeCloseTo(0.29, 12);
    expect(Math.abs(result.p - extreme / ways)).toBeLessThan(0.008);
    expect(result.smallestP).toBeCloseTo(1 / 252, 12);
  });

  it("is 1 when a set is empty", () => {
    expect(labelPermutationTest([], [1], { seed: 1 }).p).toBe(1);
  });
});
