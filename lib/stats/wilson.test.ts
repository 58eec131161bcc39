import { describe, expect, it } from "vitest";
import { wilsonInterval } from "./wilson";

describe("Wilson's interval", () => {
  // Newcombe 1998, Statistics in Medicine 17:857-872, Table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is that of Newcombe's table", (successes, n, lo, hi) => {
    const interval = wilsonInterval(successes, n);
    expect(interval.lo).toBeCloseTo(lo, 4);
    expect(interval.hi).toBeCloseTo(hi, 4);
  });

  it("agrees with scipy 1.17 to ten digits", () => {
    // scipy.stats.binomtest(81, 263).proportion_ci(method="wilson")
    const interval = wilsonInterval(81, 263);
    expect(interval.lo).toBeCloseTo(0.2552885198782742, 10);
    expect(interval.hi).toBeCloseTo(0.36620957698280004, 10);
  });

  it("is the mirror image for the complement", () => {
    const some = wilsonInterval(3, 17);
    const rest = wilsonInterval(14, 17);
    expect(rest.lo).toBeCloseTo(1 - some.hi, 14);
    expect(rest.hi).toBeCloseTo(1 - some.lo, 14);
  });

  it("refuses what is no proportion", () => {
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(5, 4)).toThrow(RangeError);
  });
});
