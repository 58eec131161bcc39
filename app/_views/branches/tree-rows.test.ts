import { describe, expect, it } from "vitest";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { treeRows } from "./tree-rows";

const inspection = (id: string, minute: number, parentId: string | null = null, branchText: string | null = null): InspectionSummary => ({
  id,
  title: `title ${id}`,
  state: "complete",
  modelId: "m",
  modelFileName: "m",
  mode: "completion",
  prompt: "",
  promptTokens: 1,
  totalTokens: 2,
  parentId,
  branchPosition: parentId ? 6 : null,
  branchText,
  createdAt: `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`,
  traceBytes: null,
});

describe("the tree of branches", () => {
  const tree = [inspection("root", 0), inspection("b", 5, "root", " Rome"), inspection("a", 1, "root", " Lyon"), inspection("a1", 6, "a", "\n")];

  it("is read from the root down, older branches first, each named by its forced token", () => {
    expect(treeRows(tree, "a1").map(({ depth, label }) => `${"  ".repeat(depth)}${label}`)).toEqual(["title root", "  ·Lyon", "    ↵", "  ·Rome"]);
  });

  it("marks the way back from the open one", () => {
    expect(treeRows(tree, "a1").map(({ id, onPath, isOpen }) => [id, onPath, isOpen])).toEqual([
      ["root", true, false],
      ["a", true, false],
      ["a1", true, true],
      ["b", false, false],
    ]);
  });

  it("shows a branch whose origin was deleted as a root", () => {
    expect(treeRows([inspection("b", 5, "gone", " Rome")], "b")).toMatchObject([{ id: "b", depth: 0, isOpen: true }]);
  });
});
