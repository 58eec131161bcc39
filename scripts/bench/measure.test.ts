import { describe, expect, test } from "vitest";
import { compare, interleave } from "./measure";

describe("comparisons", () => {
  test("both sides take turns, every other time in the opposite order", async () => {
    const order: string[] = [];
    const side = (name: string) => () => {
      order.push(name);
      return Promise.resolve(order.length);
    };
    const taken = await interleave(4, side("p"), side("s"));
    expect(order.join("")).toBe("pssppssp");
    expect(taken).toEqual({ plain: [1, 4, 5, 8], subject: [2, 3, 6, 7] });
  });

  test("the ratio is that of the medians, so that one interrupted measurement does not move it", () => {
    const comparison = compare({ name: "", model: "", unit: "ms", target: 1.25 }, { plain: [100, 100, 900, 100, 100], subject: [110, 110, 110, 2_000, 110] });
    expect(comparison.ratio).toBeCloseTo(1.1);
    expect(comparison.spread[0]).toBeCloseTo(1.1);
    expect(comparison.spread[1]).toBeCloseTo(1.1);
  });
});
