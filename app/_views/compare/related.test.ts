import { expect, it } from "vitest";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { relatedInspections } from "./related";

const summary = (id: string, patch: Partial<InspectionSummary> = {}): InspectionSummary => ({
  id, title: id, state: "complete", modelId: "m", modelFileName: "m.gguf", mode: "completion", prompt: "p", promptTokens: 1, totalTokens: 2,
  parentId: null, branchPosition: null, branchText: null, createdAt: "2026-01-01T00:00:00Z", traceBytes: 1, ...patch,
});

it("offers branches first, then the origin, the tree, and the same prompt on other models", () => {
  const one = summary("one", { parentId: "origin" });
  const all = [
    summary("elsewhere", { prompt: "q" }),
    summary("again"),
    summary("quantised", { modelFileName: "q.gguf" }),
    summary("sibling", { parentId: "origin" }),
    summary("origin"),
    summary("branch", { parentId: "one" }),
    one,
  ];
  expect(relatedInspections(one, all).map(({ summary: { id }, relation }) => `${id}: ${relation}`)).toEqual([
    "branch: branched from it",
    "origin: its origin",
    "sibling: same tree",
    "quantised: same prompt, another model",
    "again: same prompt",
    "elsewhere: other",
  ]);
});

it("knows siblings whose origin is not in the list, and does not hang on parents that go in a circle", () => {
  const one = summary("one", { parentId: "gone" });
  expect(relatedInspections(one, [one, summary("other", { parentId: "gone" })])[0]?.relation).toBe("same tree");
  const circle = [summary("x", { parentId: "y", prompt: "a" }), summary("y", { parentId: "x", prompt: "b" })];
  expect(relatedInspections(circle[0]!, circle)).toHaveLength(1);
});
