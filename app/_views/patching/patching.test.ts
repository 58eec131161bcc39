import { describe, expect, it } from "vitest";
import { sweepRequestSchema, type Sweep } from "@/lib/domain/sweep";
import { align } from "@/lib/math/align";
import { bestCell, droppedKey, droppedRequest, patchedCells, patchTable, shareMap } from "./build";
import { alignedColumns, shadedRegions } from "./columns";

const columns = (a: readonly number[], b: readonly number[]) => alignedColumns(align(a.map(String), b.map(String)).pairs, a, b);

describe("two texts above each other", () => {
  it("of one length stand position by position, and differing tokens are marked", () => {
    expect(columns([1, 2, 3], [1, 9, 3])).toEqual([{ a: 0, b: 0, differs: false }, { a: 1, b: 1, differs: true }, { a: 2, b: 2, differs: false }]);
  });

  it("of different lengths leave room where they differ, and lose no token", () => {
    expect(columns([1, 2, 8, 3], [1, 9, 3])).toEqual([{ a: 0, b: 0, differs: false }, { a: 1, b: null, differs: false }, { a: 2, b: null, differs: false }, { a: null, b: 1, differs: false }, { a: 3, b: 2, differs: false }]);
  });
});

describe("what is shaded", () => {
  it("is what lies before the difference, and later layers at the same or later positions", () => {
    expect(shadedRegions(6, 5, 2, { row: 3, column: 4 })).toEqual([
      { from: { row: 0, column: 0 }, to: { row: 5, column: 1 }, kind: "without" },
      { from: { row: 4, column: 4 }, to: { row: 5, column: 4 }, kind: "reach" },
    ]);
  });

  it("is nothing above the last layer, and nothing where the texts differ from the start", () => {
    expect(shadedRegions(6, 5, 0, { row: 5, column: 0 })).toEqual([]);
    expect(shadedRegions(6, 5, 0, null)).toEqual([]);
  });
});

const sweep: Pick<Sweep, "layers" | "columns" | "own" | "source"> = {
  layers: [0, 1],
  columns: 2,
  own: {
    text: null,
    clean: { logprob: -1, foilLogprob: -5 },
    noiseFloor: 0.01,
    cells: [
      { layer: 0, column: 1, delta: -3, foilDelta: 3 },
      { layer: 1, column: 1, delta: -1, foilDelta: 1 },
      { layer: 0, column: 0, delta: 0.001, foilDelta: 0 },
    ],
  },
  source: { figures: { logprob: -5, foilLogprob: -1 }, pairs: [{ position: 0, source: 0 }, { position: 1, source: 2 }], alignment: "difference" },
};

describe("the share of the difference that a cell recovers", () => {
  const cells = patchedCells(sweep);
  it("is 0 as in this text and 1 as in the source", () => {
    expect([...shareMap(sweep, cells)]).toEqual([0, 0.75, Number.NaN, 0.25]);
    expect(bestCell(cells)).toMatchObject({ layer: 0, column: 1, share: 0.75, source: 2 });
    expect(bestCell([])).toBeNull();
  });

  it("stands in the table with both tokens, empty where nothing was measured", () => {
    const { rows } = patchTable(sweep, ["a", "b"], ["x", "y", "z"]);
    expect(rows).toEqual([[0, 0, "a", 0, "x", 0.001, -0.000125, "yes"], [0, 1, "b", 2, "z", -6, 0.75, "no"], [1, 0, "a", null, null, null, null, null], [1, 1, "b", 2, "z", -2, 0.25, "no"]]);
  });
});

describe("a dropped cell", () => {
  it("is asked for alone, with its own pair", () => {
    const whole = sweepRequestSchema.parse({ position: 4, target: 1, foil: 2, kind: "patch-residual", source: { inspection: "0b9a6a4e-1111-4222-8333-444455556666", position: 5 } });
    const cell = { kind: "patch-ffn" as const, layer: 3, position: 4, source: 2 };
    expect(sweepRequestSchema.parse(droppedRequest(whole, cell))).toEqual({ ...whole, kind: "patch-ffn", layers: [3], source: { ...whole.source, pairs: [{ position: 4, source: 2 }] } });
    expect(droppedKey(cell)).not.toBe(droppedKey({ ...cell, source: 3 }));
  });
});
