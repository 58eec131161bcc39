import { describe, expect, it } from "vitest";
import { checkSentence, gridTable, lensValues, topLines, type LensGrid } from "./build";

/** Two places, three layers; flat by place, then layer. */
const grid: LensGrid = {
  layers: [0, 1, 2],
  places: 2,
  ids: [10, 11, 12, 20, 21, 22],
  logprobs: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map(Math.log),
  entropy: [1, 2, 3, 4, 5, 6],
  target: { logprobs: [0.01, 0.02, 0.03, 0.04, 0.05, 0.06].map(Math.log), ranks: [1, 10, 100, 1, 1000, 1] },
};
const near = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(4)));

describe("the values of the lens grid", () => {
  it("have layers as rows and places as columns", () => {
    expect(near(lensValues(grid, "probability"))).toEqual([0.1, 0.4, 0.2, 0.5, 0.3, 0.6]);
    expect(near(lensValues(grid, "entropy"))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("are those of the target where it was asked about, ranks by their power of ten, so that the first choice is the highest", () => {
    expect(near(lensValues(grid, "target"))).toEqual([0.01, 0.04, 0.02, 0.05, 0.03, 0.06]);
    expect(near(lensValues(grid, "rank"))).toEqual([0, 0, -1, -3, -2, 0]);
  });

  it("are not measured, never 0, where nobody asked", () => {
    expect(lensValues({ ...grid, target: null }, "rank").every(Number.isNaN)).toBe(true);
  });
});

describe("words about the lens", () => {
  it("list the likeliest tokens with their probabilities", () => {
    expect(topLines([" a", " b"], [Math.log(0.75), Math.log(0.001)])).toEqual(["1.  a  .75", "2.  b  <.01"]);
  });

  it("give each cell a row of the table, under the position that it is about", () => {
    const { columns, rows } = gridTable(grid, ["x", "y"], (id) => `t${id}`);
    expect(rows).toHaveLength(6);
    expect(rows[4]?.slice(0, 4)).toEqual([2, "y", 1, "t21"]);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });

  it("say whether the last layer is the model’s own output", () => {
    expect(checkSentence(0, 1e-3, 12)).toBe("Checked: at all 12 places the last layer’s lens is the model’s own output exactly.");
    expect(checkSentence(0.00002, 1e-3, 1)).toBe("Checked: at this place the last layer’s lens is the model’s own output to within 2.0 × 10⁻⁵ logits.");
    expect(checkSentence(0.5, 1e-3, 1)).toMatch(/^Check failed: .* by up to 0\.500 logits/);
  });
});
