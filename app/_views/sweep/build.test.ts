import { describe, expect, it } from "vitest";
import type { Sweep } from "@/lib/domain/sweep";
import { placeKey, placeOf } from "@/lib/domain/sweep-map";
import { cellOfPlace, controlRank, effectMap, isSignificant, largestEffects, orderedTests, predictionOf, stackedDots, sweepTable, sweptCells } from "./build";

const sweep: Pick<Sweep, "layers" | "columns" | "own" | "tested" | "predicted" | "foil"> = {
  layers: [1, 3],
  columns: 3,
  foil: null,
  own: {
    text: null,
    clean: { logprob: -1, foilLogprob: null },
    noiseFloor: 0.01,
    cells: [
      { layer: 3, column: 1, delta: -0.5, foilDelta: null },
      { layer: 1, column: 0, delta: 0.2, foilDelta: null },
      { layer: 1, column: 2, delta: 0.004, foilDelta: null },
      { layer: 3, column: 0, delta: 0, foilDelta: null },
    ],
  },
  tested: [
    { layer: 1, column: 0, texts: 6, mean: 0.1, p: 0.03, adjusted: 0.06 },
    { layer: 3, column: 1, texts: 6, mean: -0.4, p: 0.03, adjusted: 0.04 },
  ],
  predicted: [
    { layer: 3, column: 1, contribution: 0.6, gate: 0.1 },
    { layer: 1, column: 0, contribution: -0.1, gate: 0.7 },
    { layer: 1, column: 2, contribution: 0.05, gate: 0.2 },
  ],
};
const own = sweptCells(sweep, "own");

describe("the map of a sweep", () => {
  it("has what was measured in its place, noise as nothing, and the rest as not measured", () => {
    expect([...effectMap(sweep, own)]).toEqual([0.2, Number.NaN, 0, 0, -0.5, Number.NaN]);
  });

  it("has the difference of both tokens where two are asked about", () => {
    const pair: typeof sweep = { ...sweep, foil: 7, own: { ...sweep.own, cells: [{ layer: 1, column: 1, delta: -0.5, foilDelta: 0.25 }] } };
    expect([...effectMap(pair, sweptCells(pair, "own"))][1]).toBe(-0.75);
    expect(sweepTable(pair, "expert").rows[1]?.slice(0, 6)).toEqual([1, 1, -0.5, 0.25, -0.75, "no"]);
  });

  it("can show the mean over the texts, of what was tested", () => {
    expect([...effectMap(sweep, sweptCells(sweep, "mean"))]).toEqual([0.1, Number.NaN, Number.NaN, Number.NaN, -0.4, Number.NaN]);
  });

  it("marks what is unlikely to be chance after adjustment", () => {
    expect(own.filter(isSignificant).map(placeKey)).toEqual(["3.1"]);
  });

  it("finds places and keeps them in the address", () => {
    expect(cellOfPlace(sweep, { layer: 3, column: 2 })).toEqual({ row: 1, column: 2 });
    expect(cellOfPlace(sweep, { layer: 2, column: 2 })).toBeNull();
    expect(cellOfPlace(sweep, { layer: 3, column: 3 })).toBeNull();
    expect(placeOf(placeKey({ layer: 3, column: 12 }))).toEqual({ layer: 3, column: 12 });
    expect(placeOf(undefined)).toBeNull();
  });
});

describe("what a sweep found", () => {
  it("is ranked by size whatever the sign, without noise", () => {
    expect(largestEffects(own, 5).map(({ effect }) => effect)).toEqual([-0.5, 0.2]);
    expect(largestEffects(own, 1)).toHaveLength(1);
  });

  it("is set against what was known: contributions against the loss, gates against the size", () => {
    const contribution = predictionOf(own, "contribution");
    expect(contribution.cells.map(({ known, measured }) => [known, measured])).toEqual([[0.6, 0.5], [-0.1, -0.2], [0.05, -0.004]]);
    expect(contribution.correlation).toBeCloseTo(1);
    expect(predictionOf(own, "gate").correlation).toBeCloseTo(-0.5);
    expect(predictionOf(own.slice(0, 2), "gate").correlation).toBeNull();
  });

  it("orders tests by how unlikely they are", () => {
    expect(orderedTests(sweep.tested).map(({ adjusted }) => adjusted)).toEqual([0.04, 0.06]);
  });

  it("lists every cell in the table, empty where nothing was measured", () => {
    const { columns, rows } = sweepTable(sweep, "expert");
    expect(rows).toHaveLength(6);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[1]).toEqual([1, 1, null, null, null, null, null, null, null, null]);
    expect(rows[4]).toEqual([3, 1, -0.5, "no", 0.6, 0.1, 6, -0.4, 0.03, 0.04]);
  });
});

describe("random sets", () => {
  const delta = (value: number) => ({ delta: value, foilDelta: null });
  it("count where they did at least as much, in either direction", () => {
    const draws = [0.1, -0.5, 0.3, -0.1].map((value) => ({ ...delta(value), members: [] }));
    expect(controlRank({ together: delta(-0.3), draws })).toEqual({ atLeast: 2, of: 4, p: 0.6 });
    expect(controlRank({ together: delta(-2), draws })).toEqual({ atLeast: 0, of: 4, p: 0.2 });
  });

  it("are drawn one above the other where they would touch", () => {
    expect(stackedDots([0, 0.1, 1], (value) => value * 10, 5)).toEqual([{ at: 0, level: 0, index: 0 }, { at: 0, level: 1, index: 1 }, { at: 10, level: 0, index: 2 }]);
  });
});
