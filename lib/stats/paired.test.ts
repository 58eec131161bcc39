import { describe, expect, it } from "vitest";
import { flips, pairedComparison } from "./paired";
import { seededRandom } from "./random";

describe("two runs on the same items", () => {
  it("are told apart by a difference that is small against the spread of the items", () => {
    const random = seededRandom(21);
    const items = Array.from({ length: 400 }, (_, i) => {
      const baseline = random.uniform() * 10;
      return { cluster: `t${i % 50}`, baseline, candidate: baseline + 0.05 + (random.uniform() - 0.5) * 0.1 };
    });
    const result = pairedComparison(items, { seed: 1 });
    expect(result.items).toBe(400);
    expect(result.difference.clusters).toBe(50);
    expect(result.difference.interval?.lo).toBeGreaterThan(0.04);
    expect(result.difference.interval?.hi).toBeLessThan(0.06);
    expect(result.test.p).toBeLessThan(0.001);
  });

  it("count flips in both directions", () => {
    const outcomes = [
      ...Array.from({ length: 5 }, () => ({ baseline: true, candidate: false })),
      ...Array.from({ length: 12 }, () => ({ baseline: false, candidate: true })),
      ...Array.from({ length: 17 }, () => ({ baseline: true, candidate: true })),
    ];
    const result = flips(outcomes);
    expect(result).toMatchObject({ lost: 5, gained: 12, rate: 0.5 });
    expect(result.p).toBeCloseTo(0.143463134765625, 10); // scipy.stats.binomtest(5, 17).pvalue
    expect(flips([]).rate).toBeNaN();
  });
});
