import { describe, expect, it } from "vitest";
import { limitTrials } from "./limit-trials";
import type { PairTrial } from "./trial";

const trials = Array.from({ length: 40 }, (_, i) =>
  Array.from({ length: 8 }, (_, f): PairTrial => ({ kind: "pair", item: `p${i}`, phrasing: `f${f}`, cluster: `p${i}`, category: "age", control: null, more: "a", less: "b" })),
).flat();

describe("an item limit", () => {
  it("takes whole clusters and repeats its choice for the same seed", () => {
    const some = limitTrials(trials, 50, 3);
    expect(some).toHaveLength(48);
    expect(new Set(some.map((t) => t.cluster)).size).toBe(6);
    expect(limitTrials(trials, 50, 3)).toEqual(some);
    expect(limitTrials(trials, 50, 4)).not.toEqual(some);
  });

  it("takes one cluster even if that is too large, and everything where nothing is limited", () => {
    expect(limitTrials(trials, 3, 1)).toHaveLength(8);
    expect(limitTrials(trials, null, 1)).toEqual(trials);
    expect(limitTrials(trials, 320, 1)).toEqual(trials);
  });
});
