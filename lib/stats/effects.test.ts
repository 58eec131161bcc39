import { describe, expect, it } from "vitest";
import { cohenH, cohenHAgainst, standardisedDifference } from "./effects";
import { studentTest } from "./student";

/** Student's sleep data (1908), paired differences. */
const sleep = [-1.2, -2.4, -1.3, -1.3, 0, -1.0, -1.8, -0.8, -4.6, -1.4];

describe("effect sizes", () => {
  it("of two shares are Cohen's table values", () => {
    // Cohen 1988, table 6.2.2 (phi of proportions): phi(.50) = 1.571, phi(.60) = 1.772, phi(.10) = .644.
    expect(cohenH(0.6, 0.5)).toBeCloseTo(1.772 - 1.571, 3);
    expect(cohenH(0.1, 0.5)).toBeCloseTo(0.644 - 1.571, 3);
    expect(cohenH(1, 0)).toBeCloseTo(Math.PI, 12);
  });

  it("carry the interval of the share over", () => {
    const effect = cohenHAgainst(0.6, { lo: 0.5, hi: 0.7 }, 0.5);
    expect(effect.interval?.lo).toBeCloseTo(0, 12);
    expect(effect.interval?.hi).toBeCloseTo(cohenH(0.7, 0.5), 12);
    expect(cohenHAgainst(0.6, null, 0.5).interval).toBeNull();
  });

  it("of paired differences are mean over standard deviation, with an interval around it", () => {
    // numpy: d.mean() / d.std(ddof=1) = -1.2845575625910546
    const effect = standardisedDifference(sleep, { seed: 1 });
    expect(effect?.value).toBeCloseTo(-1.2845575625910546, 12);
    expect(effect?.interval?.lo).toBeLessThan(-1.28);
    expect(effect?.interval?.hi).toBeGreaterThan(-1.28);
    expect(standardisedDifference([1], { seed: 1 })).toBeNull();
    expect(standardisedDifference([2, 2, 2], { seed: 1 })).toBeNull();
  });
});

describe("t over scenarios", () => {
  it("agrees with R's and scipy's paired t test of the sleep data", () => {
    // R: t = -4.0621, df = 9, p-value = 0.002833, interval -2.4598858 -0.7001142
    const result = studentTest(sleep);
    expect(result?.t).toBeCloseTo(-4.062127683382037, 10);
    expect(result?.p).toBeCloseTo(0.002832890197384273, 12);
    expect(result?.interval.lo).toBeCloseTo(-2.459885763276983, 10);
    expect(result?.interval.hi).toBeCloseTo(-0.7001142367230175, 10);
    expect(result?.degrees).toBe(9);
  });

  it("refuses to guess a spread", () => {
    expect(studentTest([3])).toBeNull();
    expect(studentTest([3, 3, 3])).toBeNull();
  });
});
