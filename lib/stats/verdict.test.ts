import { describe, expect, it } from "vitest";
import { type Evidence, verdictOf } from "./verdict";

const rule = { alpha: 0.05, smallestEffect: 0.1 };
const evidence: Evidence = {
  estimate: 0.6,
  nullValue: 0.5,
  interval: { lo: 0.55, hi: 0.65 },
  pAdjusted: 0.001,
  mde: { value: 0.04, alpha: 0.05, power: 0.8 },
  smallestP: 0.0001,
};

describe("a verdict", () => {
  it("is 'detected' when the adjusted p and the interval agree", () => {
    expect(verdictOf(evidence, rule)).toEqual({ kind: "detected" });
    expect(verdictOf({ ...evidence, interval: { lo: 0.3, hi: 0.45 } }, rule)).toEqual({ kind: "detected" });
  });

  it("is 'not detected' only where the smallest effect of interest would have been seen, and says what that is", () => {
    expect(verdictOf({ ...evidence, estimate: 0.52, interval: { lo: 0.48, hi: 0.56 }, pAdjusted: 0.2 }, rule)).toEqual({ kind: "not-detected", wouldHaveSeen: 0.04 });
  });

  it("is 'inconclusive' where it could not have been seen", () => {
    const verdict = verdictOf({ ...evidence, pAdjusted: 0.2, mde: { value: 0.18, alpha: 0.05, power: 0.8 } }, rule);
    expect(verdict).toMatchObject({ kind: "inconclusive", couldOnlyHaveSeen: 0.18 });
  });

  it("is 'inconclusive' when test and interval contradict each other or one is missing", () => {
    expect(verdictOf({ ...evidence, interval: { lo: 0.49, hi: 0.7 } }, rule).kind).toBe("inconclusive");
    expect(verdictOf({ ...evidence, estimate: 0.65, interval: { lo: 0.6, hi: 0.7 }, pAdjusted: 0.2 }, rule).kind).toBe("inconclusive");
    expect(verdictOf({ ...evidence, interval: null }, rule).kind).toBe("inconclusive");
    expect(verdictOf({ ...evidence, pAdjusted: null }, rule).kind).toBe("inconclusive");
    expect(verdictOf({ ...evidence, pAdjusted: 0.4, mde: null }, rule).kind).toBe("inconclusive");
    expect(verdictOf({ ...evidence, estimate: null }, rule).kind).toBe("inconclusive");
  });

  it("never reads four clusters as the absence of an effect", () => {
    expect(verdictOf({ ...evidence, pAdjusted: 0.125, smallestP: 0.125 }, rule)).toMatchObject({ kind: "inconclusive", couldOnlyHaveSeen: null });
  });
});
