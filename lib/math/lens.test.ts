import { describe, expect, it } from "vitest";
import type { LensLayer } from "@/lib/domain/explanation";
import { decisionLayer, unreliableLayers } from "./lens";

const layer = (targetRank: number, targetLogprob: number, foilLogprob: number | null = null): LensLayer => ({ layer: 0, ids: [], probs: [], entropy: 0, targetLogprob, targetRank, foilLogprob, foilRank: null });

describe("the layer of the decision", () => {
  it("is the first from which the target leads to the end", () => {
    expect(decisionLayer([layer(1, -1), layer(4, -3), layer(1, -1), layer(1, -0.1)])).toBe(2);
    expect(decisionLayer([layer(1, -1), layer(1, -1)])).toBe(0);
  });

  it("is none where the target does not lead in the end", () => {
    expect(decisionLayer([layer(1, -1), layer(2, -2)])).toBeNull();
    expect(decisionLayer([])).toBeNull();
  });

  it("asks only whether the target is ahead of the foil, where there is one", () => {
    expect(decisionLayer([layer(9, -5, -4), layer(7, -3, -4), layer(5, -2, -6)])).toBe(1);
    expect(decisionLayer([layer(1, -0.1, -4), layer(2, -2, -1)])).toBeNull();
  });
});

describe("unreliable layers", () => {
  it("are the first third, rounded down", () => {
    expect([1, 2, 3, 6, 27].map(unreliableLayers)).toEqual([0, 0, 1, 2, 9]);
  });
});
