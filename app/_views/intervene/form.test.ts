import { describe, expect, it } from "vitest";
import { editKinds } from "@/lib/domain/edit-words";
import type { ModelShape } from "@/lib/domain/model";
import { formEdit, type EditForm } from "./form";

const shape: ModelShape = { layers: 6, heads: 6, width: 192, vocabulary: 2_048, contextLength: 512, experts: 16, expertsUsed: 4, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "sigmoid" };
const run = "0b5a2f0e-8d0c-4c7e-9a51-3d1f2b6a7c88";
const filled: EditForm = {
  kind: "expert-off", layer: "3", expert: "5", head: "2", where: "typed", positions: "2, 5–7", from: "1", to: "4", factor: "−0,5", along: "token", token: 415,
  source: run, plusPosition: "3", minus: run, minusPosition: "0", sourcePositions: "",
};
const formed = (patch: Partial<EditForm>, beside = [] as Parameters<typeof formEdit>[1]["beside"]) => formEdit({ ...filled, ...patch }, { locked: 4, beside, shape, tokens: 10 });

describe("the form", () => {
  it("makes an edit of every kind", () => {
    for (const { kind } of editKinds) expect(formed({ kind }), kind).toMatchObject({ edit: { kind }, errors: null });
  });

  it("reads positions, minus signs and decimal commas as they are typed", () => {
    expect(formed({ kind: "residual-scale" }).edit).toEqual({ kind: "residual-scale", layer: 3, positions: [2, 5, 6, 7], factor: -0.5 });
    expect(formed({ where: "token" }).edit).toMatchObject({ positions: [4] });
    expect(formed({ where: "all" }).edit).toMatchObject({ positions: "all" });
    expect(formed({ kind: "attention-block", layer: "all", head: " All ", to: "all" }).edit).toEqual({ kind: "attention-block", layer: "all", head: "all", from: 1, to: "all" });
    expect(formed({ kind: "residual-add", along: "runs" }).edit).toMatchObject({ direction: { plus: { source: run, position: 3 }, minus: { source: run, position: 0 } } });
    expect(formed({ kind: "residual-patch", positions: "1,2", sourcePositions: "4 , 3" }).edit).toMatchObject({ positions: [1, 2], sourcePositions: [4, 3] });
  });

  it("says what is wrong at its field, also where it cannot be read at all", () => {
    expect(Object.keys(formed({ layer: "x", expert: "" }).errors ?? {})).toEqual(["layer", "expert"]);
    expect(formed({ layer: "99" }).errors).toEqual({ layer: "Layer 99 does not exist: this model has 6 layers, counted from 0." });
    expect(Object.keys(formed({ layer: "0" }).errors ?? {})).toEqual(["layer"]);
    expect(Object.keys(formed({ positions: "" }).errors ?? {})).toEqual(["positions"]);
    expect(Object.keys(formed({ positions: "50" }).errors ?? {})).toEqual(["positions"]);
    expect(Object.keys(formed({ kind: "residual-scale", factor: "much" }).errors ?? {})).toEqual(["factor"]);
    expect(Object.keys(formed({ kind: "attention-block", from: "4", to: "1" }).errors ?? {})).toEqual(["to"]);
    expect(Object.keys(formed({ kind: "residual-add", token: null }).errors ?? {})).toEqual(["token"]);
    expect(Object.keys(formed({ kind: "residual-add", along: "runs", minus: "", plusPosition: "" }).errors ?? {})).toEqual(["minus", "plusPosition"]);
    expect(Object.keys(formed({ kind: "residual-patch", source: "" }).errors ?? {})).toEqual(["source"]);
    expect(Object.keys(formed({ kind: "residual-patch", sourcePositions: "1" }).errors ?? {})).toEqual(["sourcePositions"]);
  });

  it("takes those beside it into account", () => {
    const forced = [0, 1, 2, 3].map((expert) => ({ kind: "expert-force" as const, layer: 3, expert, positions: "all" as const }));
    expect(formed({ kind: "expert-force" }, forced).errors).toMatchObject({ expert: expect.stringContaining("5 experts are forced") as string });
    expect(formed({ kind: "expert-force" }, forced.slice(1)).errors).toBeNull();
  });
});
