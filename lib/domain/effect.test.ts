import { describe, expect, it } from "vitest";
import type { Edit } from "./edit";
import { editsElsewhere, editsWithin } from "./effect";

const off: Edit = { kind: "expert-off", layer: 3, expert: 5, positions: [2, 9] };
const block: Edit = { kind: "attention-block", layer: "all", head: "all", from: 3, to: 5 };
const patch: Edit = { kind: "residual-patch", layer: 1, positions: [1, 9, 3], source: "x", sourcePositions: [4, 5, 6] };

describe("edits of one text", () => {
  it("hold at every position of another, and what names places of the text is left out", () => {
    expect(editsElsewhere([off, block, patch])).toEqual({ edits: [{ ...off, positions: "all" }], leftOut: 2, widened: 1 });
  });

  it("are cut to the tokens that are read, each position with its source", () => {
    expect(editsWithin([off, block, patch], 5)).toEqual([{ ...off, positions: [2] }, { ...patch, positions: [1, 3], sourcePositions: [4, 6] }]);
    expect(editsWithin([off], 2)).toEqual([]);
    expect(editsWithin([{ ...off, positions: "all" }, { ...block, to: "all" }], 4)).toHaveLength(2);
  });
});
