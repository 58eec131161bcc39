import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linePath, spreadLabels } from "./lines-layout";

describe("names at the ends of lines", () => {
  it("stay where they are while they do not touch", () => {
    expect(spreadLabels([10, 50, 90], 13, 200)).toEqual([10, 50, 90]);
  });

  it("move apart in the order of their lines, and stay within the plot while there is room", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 15 }), (places) => {
        const spread = spreadLabels(places, 13, 200);
        const sorted = [...spread].sort((a, b) => a - b);
        sorted.slice(1).forEach((place, i) => expect(place - (sorted[i] ?? 0)).toBeGreaterThan(13 - 1e-6));
        expect(sorted[0]).toBeGreaterThan(-1e-6);
        expect(sorted.at(-1)).toBeLessThan(200 + 1e-6);
        places.forEach((a, i) => places.forEach((b, j) => a < b && expect(spread[i]).toBeLessThan(spread[j] ?? 0)));
      }),
    );
  });
});

describe("a line", () => {
  it("breaks where a value was not measured", () => {
    expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe("M0.0,1.0L1.0,2.0M3.0,4.0");
  });
});
