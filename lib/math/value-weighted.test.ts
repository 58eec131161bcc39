import { describe, expect, it } from "vitest";
import { valueWeightedRow } from "./value-weighted";

describe("value-weighted attention", () => {
  it("leaves out what a head looks at but takes nothing from", () => {
    // Two heads, three tokens; the first token draws most attention and has no value.
    const row = [0.8, 0.1, 0.1, 0.5, 0.5, 0];
    const norms = [0, 1, 3, 0, 2, 9];
    const shares = valueWeightedRow([row], norms, 2, 2);
    // Token 1: 0.1 · 1 + 0.5 · 2 = 1.1; token 2: 0.1 · 3 = 0.3.
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeCloseTo(1.1 / 1.4, 12);
    expect(shares[2]).toBeCloseTo(0.3 / 1.4, 12);
  });

  it("counts layers alike, however large they write", () => {
    const shares = valueWeightedRow([[1, 0], [0, 1]], [1_000, 1_000, 1, 1], 1, 1);
    expect([...shares]).toEqual([0.5, 0.5]);
  });

  it("is attention itself where all values are of one size, and nothing where nothing was read", () => {
    expect([...valueWeightedRow([[0.25, 0.75]], [2, 2], 1, 1)]).toEqual([0.25, 0.75]);
    expect([...valueWeightedRow([[0, 0]], [1, 1], 1, 1)]).toEqual([0, 0]);
  });

  it("looks no further than the token", () => {
    expect([...valueWeightedRow([[1, 0, 5]], [1, 1, 1], 1, 0)]).toEqual([1]);
  });
});
