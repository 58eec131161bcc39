import { describe, expect, test } from "vitest";
import { keptDivergence, type KeptRow } from "./kept-divergence";

const row = (logits: number[], kept = logits.length): KeptRow => {
  const ids = logits.map((_, id) => id).sort((a, b) => logits[b]! - logits[a]!).slice(0, kept);
  return { ids, values: ids.map((id) => logits[id]!), logSumExp: Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) };
};
const whole = (a: number[], b: number[]): number => {
  const [p, q] = [row(a), row(b)];
  return a.reduce((sum, value, id) => sum + Math.exp(value - p.logSumExp) * (value - p.logSumExp - (b[id]! - q.logSumExp)), 0);
};
const a = [2, 1.5, 0.2, -1, -3];
const b = [1.2, 1.9, 0.1, 0.4, -2];

describe("the divergence of kept logits", () => {
  test("is the whole one where all are kept", () => {
    expect(keptDivergence(row(a), row(b)).divergence).toBeCloseTo(whole(a, b), 12);
    expect(keptDivergence(row(a), row(b)).covered).toBeCloseTo(1, 12);
  });

  test("is at most the whole one where some are left out, and says how much it covers", () => {
    for (const kept of [1, 2, 3, 4]) {
      const { divergence, covered } = keptDivergence(row(a, kept), row(b, kept));
      expect(divergence).toBeLessThanOrEqual(whole(a, b) + 1e-12);
      expect(divergence).toBeGreaterThanOrEqual(0);
      expect(covered).toBeLessThan(1);
    }
    expect(keptDivergence(row(a, 3), row(b, 3)).divergence).toBeGreaterThan(0.5 * whole(a, b));
  });

  test("is 0 between a distribution and itself, and passes over unused places", () => {
    expect(keptDivergence(row(a, 3), row(a, 3)).divergence).toBe(0);
    const padded = { ...row(a, 2), ids: [...Array.from(row(a, 2).ids), -1], values: [...Array.from(row(a, 2).values), 0] };
    expect(keptDivergence(padded, padded).covered).toBeCloseTo(keptDivergence(row(a, 2), row(a, 2)).covered, 12);
  });
});
