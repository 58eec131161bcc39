import { expect, it } from "vitest";
import { editOf } from "./sweep-edit";

it("says which edit a cell of a sweep is, and that a patch is none", () => {
  expect(editOf("expert-off", { layer: 3, column: 5 }, "position", 4)).toEqual({ kind: "expert-off", layer: 3, expert: 5, positions: [4] });
  expect(editOf("head-mean", { layer: 3, column: 5 }, "all", 4)).toEqual({ kind: "head-mean", layer: 3, head: 5, positions: "all" });
  expect(editOf("attention-write-off", { layer: 3, column: 2 }, "position", 4)).toEqual({ kind: "attention-write-off", layer: 3, positions: [2] });
  expect(editOf("patch-ffn", { layer: 3, column: 2 }, "position", 4)).toBeNull();
});
