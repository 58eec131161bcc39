import { describe, expect, it } from "vitest";
import { halfBinomialCdf, mcNemarExact, signTest } from "./binomial";

describe("the exact sign test", () => {
  // scipy 1.17, stats.binomtest(k, n, 0.5).pvalue
  it.each([
    [3, 10, 0.34375],
    [9, 10, 0.021484375],
    [60, 100, 0.05688793364098089],
    [700, 1508, 0.005844224638129571],
    [0, 5, 0.0625],
  ])("of %i in %i agrees with scipy", (k, n, p) => {
    expect(signTest(k, n - k).p).toBeCloseTo(p, 11);
  });

  it("agrees with counting all outcomes of up to 12 coins", () => {
    for (let n = 1; n <= 12; n++) {
      const byHeads = new Array<number>(n + 1).fill(0);
      for (let outcome = 0; outcome < 2 ** n; outcome++) {
        const heads = outcome.toString(2).replaceAll("0", "").length;
        byHeads[heads] = (byHeads[heads] ?? Number.NaN) + 1;
      }
      for (let k = 0; k <= n; k++) {
        // Two-sided: all outcomes at least as far from n / 2.
        const extreme = byHeads.reduce((sum, count, h) => sum + (Math.abs(h - n / 2) >= Math.abs(k - n / 2) ? count : 0), 0);
        expect(signTest(k, n - k).p).toBeCloseTo(extreme / 2 ** n, 12);
      }
    }
  });

  it("is 1 when there is nothing to test and knows the smallest p it could give", () => {
    expect(signTest(0, 0).p).toBe(1);
    expect(signTest(5, 0)).toMatchObject({ p: 0.0625, smallestP: 0.0625 });
  });

  it("sums to one half below the middle of an odd number", () => {
    expect(halfBinomialCdf(7, 15)).toBeCloseTo(0.5, 12);
    expect(halfBinomialCdf(-1, 15)).toBe(0);
  });
});

describe("McNemar's exact test", () => {
  it("looks at the discordant items alone", () => {
    // R documentation of exact2x2 and scipy: 5 against 12 discordant, binomtest(5, 17).pvalue = 0.143463...
    expect(mcNemarExact(5, 12).p).toBeCloseTo(0.1434631347656, 10);
    expect(mcNemarExact(12, 5).p).toBe(mcNemarExact(5, 12).p);
    expect(mcNemarExact(0, 0).p).toBe(1);
  });
});
