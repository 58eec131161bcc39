import { describe, expect, it } from "vitest";
import type { ModelShape } from "@/lib/domain/model";
import { effectOf, recoveredShare, sweepRequestSchema, type SweepRequestInput, type SweptText } from "@/lib/domain/sweep";
import { patchSource, planSweep, togetherOf, variantOf } from "./plan";
import { sweepOf, testCells, type SweepPart } from "./result";
import { cellsPerCall } from "./run-sweep";

const shape: ModelShape = { layers: 4, heads: 3, width: 8, vocabulary: 100, contextLength: 64, experts: 4, expertsUsed: 2, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "softmax" };
const request = (more: Partial<SweepRequestInput> = {}) => sweepRequestSchema.parse({ position: 4, target: 7, kind: "expert-off", ...more });
const tokens = [1, 2, 3, 4, 5];

describe("a sweep's plan", () => {
  it("goes over every expert of the layers that have any, the strongest contributions first", () => {
    const predicted = [{ layer: 2, column: 3, contribution: -2, gate: 0.4 }, { layer: 3, column: 0, contribution: 1, gate: 0.6 }];
    const { layers, columns, order } = planSweep(request(), shape, tokens, null, predicted);
    expect([layers, columns, order.length]).toEqual([[1, 2, 3], 4, 12]);
    expect(order.slice(0, 3)).toEqual([{ layer: 2, column: 3 }, { layer: 3, column: 0 }, { layer: 1, column: 0 }]);
    expect(new Set(order.map(({ layer, column }) => `${layer} ${column}`)).size).toBe(12);
  });

  it("goes over heads of all layers, and over layer × position for what a layer writes, the last positions first", () => {
    expect(planSweep(request({ kind: "head-off" }), shape, tokens, null, []).order).toHaveLength(4 * 3);
    const { order, columns } = planSweep(request({ kind: "ffn-write-off", layers: [2] }), shape, tokens, null, []);
    expect(columns).toBe(5);
    expect(order.map(({ column }) => column)).toEqual([4, 3, 2, 1, 0]);
  });

  it.each<[string, Partial<SweepRequestInput>, ModelShape, string]>([
    ["experts of a dense model", {}, { ...shape, experts: 0 }, "This model has no experts"],
    ["experts of a dense layer", { layers: [0] }, shape, "they are dense"],
    ["a layer that is not there", { kind: "head-off", layers: [4] }, shape, "Layer 4 does not exist"],
  ])("is refused for %s", (_, more, model, message) => {
    expect(() => planSweep(request(more), model, tokens, null, [])).toThrow(message);
  });

  it("patches only from the first position at which the texts differ, and takes each value from the token that stands for it", () => {
    const patch = request({ kind: "patch-residual", source: { inspection: "11111111-1111-4111-8111-111111111111", position: 4 } });
    const equal = patchSource(tokens, [1, 2, 9, 4, 5]);
    expect(planSweep(patch, shape, tokens, equal, []).order.map(({ column }) => column)).toEqual([4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2]);
    const longer = patchSource(tokens, [1, 2, 8, 9, 4, 5]);
    expect(planSweep({ ...patch, layers: [0] }, shape, tokens, longer, []).order.map(({ column }) => column)).toEqual([4, 3]);
    expect(variantOf(patch, { layer: 1, column: 3 }, 4, longer)).toEqual({ patches: [{ part: "residual", layer: 1, position: 3, sourcePosition: 4 }] });
    const byHand = patchSource(tokens, tokens, [{ position: 1, source: 4 }]);
    expect(planSweep({ ...patch, layers: [0] }, shape, tokens, byHand, []).order).toEqual([{ layer: 0, column: 1 }]);
    expect(variantOf(patch, { layer: 0, column: 1 }, 4, byHand)).toEqual({ patches: [{ part: "residual", layer: 0, position: 1, sourcePosition: 4 }] });
    expect(() => patchSource(tokens, [1, 2], [{ position: 4, source: 2 }])).toThrow("Position 4 and position 2 of the source cannot be paired");
    expect(() => patchSource(tokens, tokens, [{ position: 1, source: 4 }, { position: 1, source: 0 }])).toThrow("one token alone");
    expect(() => patchSource(tokens, tokens)).toThrow("nothing to patch");
    expect(() => patchSource([1, 2], [3, 4, 5])).toThrow("no token in common");
  });

  it("is cut into calls that a person's run can wait for", () => {
    const { order } = planSweep(request({ kind: "head-off" }), shape, tokens, null, []);
    const many = Array.from({ length: 40 }, () => order).flat();
    expect(cellsPerCall(request({ kind: "head-off" }), many, 100, 20e6)).toBe(256);
    expect(cellsPerCall(request({ kind: "head-off" }), many, 60, 9e9)).toBe(31);
    expect(cellsPerCall(request({ kind: "head-off", where: "all" }), many, 60, 9e9)).toBe(4);
  });

  it("takes together only what can be changed together", () => {
    const reroute = request({ kind: "expert-reroute" });
    const candidates = [0, 1, 2, 3].map((column) => ({ layer: 2, column }));
    // Of four experts, two must be left to choose from.
    expect(togetherOf(reroute, candidates, 3, shape, 4)).toEqual(candidates.slice(0, 2));
    expect(togetherOf(request(), candidates, 3, shape, 4)).toEqual(candidates.slice(0, 3));
  });
});

const text = (deltas: number[], more: Partial<SweptText> = {}): SweptText => ({
  text: null,
  clean: { logprob: -1, foilLogprob: null },
  noiseFloor: 1e-6,
  cells: deltas.map((delta, column) => ({ layer: 1, column, delta, foilDelta: null })),
  ...more,
});

describe("what a sweep found", () => {
  it("over several texts is tested cell by cell and adjusted over the cells that moved at all", () => {
    // Signs of one cell agree in all of six texts: two of 64 patterns are as extreme.
    const texts = [1, 2, 3, 4, 5, 6].map((value, i) => text([value, i % 2 === 0 ? 1 : -1, 0]));
    const tested = testCells(texts);
    expect(tested.map(({ column }) => column)).toEqual([0, 1]);
    expect(tested[0]).toMatchObject({ texts: 6, mean: 3.5, p: 2 / 64, adjusted: (2 / 64) * 2 });
    expect(tested[1]).toMatchObject({ mean: 0, p: 1, adjusted: 1 });
    expect(testCells([text([1])])).toEqual([]);
  });

  it("compares target and foil where both were asked about", () => {
    expect(effectOf({ delta: -0.5, foilDelta: 0.25 })).toBe(-0.75);
    const own = text([0], { clean: { logprob: -2, foilLogprob: -1 } });
    const source = { figures: { logprob: -1, foilLogprob: -4 }, pairs: [], alignment: "positions" as const };
    expect(recoveredShare({ own, source }, { delta: 1, foilDelta: -1 })).toBe(0.5);
    expect(recoveredShare({ own, source: { ...source, figures: own.clean } }, { delta: 1, foilDelta: -1 })).toBeNull();
  });

  it("is put together from whatever parts there are", () => {
    const asked = request({ prompts: ["Another text"] });
    const order = [{ layer: 1, column: 0 }, { layer: 1, column: 1 }];
    const plan: SweepPart = { part: "plan", model: { fileName: "m.gguf", sha256: "0" }, layers: [1], columns: 4, order, predicted: [], clean: { logprob: -1, foilLogprob: null }, source: null };
    const cells = (number: number, column: number, noiseFloor: number): SweepPart => ({ part: "cells", text: number, swept: { ...text([]), noiseFloor, cells: [{ layer: 1, column, delta: column + number, foilDelta: null }] } });
    expect(sweepOf(asked, [])).toBeNull();
    expect(sweepOf(asked, [plan])).toMatchObject({ state: "stopped", cells: 2, own: { cells: [] } });
    const half = sweepOf(asked, [plan, cells(0, 0, 1e-5), cells(0, 1, 1e-7)]);
    expect(half).toMatchObject({ state: "stopped", own: { noiseFloor: 1e-5, cells: [{ delta: 0 }, { delta: 1 }] }, others: [], tested: [] });
    const whole = sweepOf(asked, [plan, cells(0, 0, 0), cells(0, 1, 0), cells(1, 0, 0), cells(1, 1, 0)]);
    expect(whole).toMatchObject({ state: "complete", others: [{ text: "Another text" }], tested: [{ column: 0, texts: 2 }, { column: 1, texts: 2, mean: 1.5 }] });
  });

  it.each<[string, Partial<SweepRequestInput>]>([
    ["a patch without a source", { kind: "patch-ffn" }],
    ["a source without a patch", { source: { inspection: "11111111-1111-4111-8111-111111111111", position: 1 } }],
    ["the target as its own foil", { foil: 7 }],
    ["further texts for a sweep over positions", { kind: "ffn-write-off", prompts: ["x"] }],
  ])("cannot be asked with %s", (_, more) => {
    expect(() => request(more)).toThrow();
  });
});
