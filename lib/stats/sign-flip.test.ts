import { describe, expect, it } from "vitest";
import { exactSignFlipP, signFlipTest } from "./sign-flip";

/** Student's sleep data (1908): extra sleep with drug 1 minus drug 2. */
const sleep = [-1.2, -2.4, -1.3, -1.3, 0, -1.0, -1.8, -0.8, -4.6, -1.4];

describe("the sign-flip test", () => {
  it("agrees with the full enumeration of the sleep data", () => {
    // scipy 1.17, stats.permutation_test(permutation_type="samples", n_resamples=inf): 0.00390625
    expect(exactSignFlipP(sleep)).toBe(0.00390625);
    const result = signFlipTest(sleep, { seed: 1, permutations: 100_000 });
    expect(Math.abs(result.p - 0.00390625)).toBeLessThan(0.0008); // four standard errors
  });

  it("agrees with enumeration where the effect is weak", () => {
    const values = [0.3, -0.2, 0.5, 0.1, -0.4, 0.25, 0.05, -0.1];
    const result = signFlipTest(values, { seed: 4, permutations: 40_000 });
    expect(Math.abs(result.p - exactSignFlipP(values))).toBeLessThan(0.01);
  });

  it("adds one to both counts, so that p is never 0", () => {
    const result = signFlipTest(new Array<number>(64).fill(1), { seed: 1, permutations: 999 });
    expect(result.p).toBe(0.001);
  });

  it("is 1 without an effect and for no clusters", () => {
    expect(signFlipTest([1, -1, 2, -2], { seed: 1 }).p).toBe(1);
    expect(signFlipTest([], { seed: 1 }).p).toBe(1);
  });

  it("says the smallest p that so few clusters can give", () => {
    expect(signFlipTest([1, 1, 1, 1], { seed: 1 }).smallestP).toBe(0.125);
    expect(Math.abs(signFlipTest([1, 1, 1, 1], { seed: 1 }).p - 0.125)).toBeLessThan(0.015);
  });
});
