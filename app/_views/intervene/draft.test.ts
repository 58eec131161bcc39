import { describe, expect, it } from "vitest";
import type { Edit } from "@/lib/domain/edit";
import { DRAFT_MOST, type DraftEdit } from "@/lib/domain/edit-draft";
import type { ModelShape } from "@/lib/domain/model";
import { draftIssues, editsFile, importedEdits, withEdit } from "./draft";

const shape: ModelShape = { layers: 6, heads: 6, width: 192, vocabulary: 2_048, contextLength: 512, experts: 16, expertsUsed: 4, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "sigmoid" };
const off = (expert: number): Edit => ({ kind: "expert-off", layer: 3, expert, positions: "all" });
const on = (edit: Edit): DraftEdit => ({ edit, on: true });
const run = "0b5a2f0e-8d0c-4c7e-9a51-3d1f2b6a7c88";

describe("adding to the list", () => {
  it("puts a new edit at its end, and switches on one that is in it", () => {
    const list = withEdit([{ edit: off(1), on: false }], off(2));
    expect(list).toEqual([{ edit: off(1), on: false }, on(off(2))]);
    expect(withEdit(list ?? [], off(1))).toEqual([on(off(1)), on(off(2))]);
  });

  it("is refused when the list is full", () => {
    expect(withEdit(Array.from({ length: DRAFT_MOST }, (_, i) => on({ ...off(0), layer: i })), off(9))).toBeNull();
  });
});

it("what is wrong stands at the entry, whatever is off before it", () => {
  expect(draftIssues([{ edit: off(99), on: false }, on(off(1)), on(off(77))], shape, 10)).toEqual([{ entry: 2, message: expect.stringContaining("expert 77") as string }]);
});

describe("a file of edits", () => {
  const patch: Edit = { kind: "residual-patch", layer: 2, positions: [1], source: run };
  const between: Edit = { kind: "residual-add", layer: 2, positions: "all", factor: 2, direction: { plus: { source: run, position: 1 }, minus: { source: run, position: 2 } } };

  it("names traces as they are exported, and comes back as it was", () => {
    const text = editsFile([off(1), patch, between]);
    expect(text).toContain(`"${run}.safetensors"`);
    expect(importedEdits(text)).toEqual({ ok: true, edits: [off(1), patch, between] });
  });

  it("is refused with the place of what is wrong", () => {
    expect(importedEdits("{")).toMatchObject({ ok: false, problem: expect.stringContaining("JSON") as string });
    expect(importedEdits(JSON.stringify([off(1), { ...off(2), layer: -1 }]))).toMatchObject({ ok: false, problem: expect.stringMatching(/edit 2, “layer”/) as string });
    expect(importedEdits(JSON.stringify([{ ...patch, source: "../secret.safetensors" }]))).toMatchObject({ ok: false, problem: expect.stringContaining("../secret.safetensors") as string });
    expect(importedEdits(JSON.stringify(Array.from({ length: DRAFT_MOST + 1 }, () => off(1))))).toMatchObject({ ok: false, problem: expect.stringContaining(String(DRAFT_MOST)) as string });
  });
});
