import { describe, expect, test } from "vitest";
import { editIssues, editListSchema, type EditInput } from "./edit";
import type { ModelShape } from "./model";

const shape: ModelShape = {
  layers: 6, heads: 6, width: 192, vocabulary: 2_048, contextLength: 1_024,
  experts: 4, expertsUsed: 2, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "softmax",
};
const dense: ModelShape = { ...shape, experts: 0, expertsUsed: 0, sharedExperts: 0, leadingDenseLayers: 0, routerGate: null };
const issues = (edits: EditInput[], model = shape): { path: string; message: string }[] => editIssues(editListSchema.parse(edits), model, 20);

describe("a list of edits", () => {
  test("that the model can bear has no issues", () => {
    expect(
      issues([
        { kind: "expert-off", layer: 5, expert: 3, positions: [0, 19] },
        { kind: "expert-reroute", layer: 1, expert: 0 },
        { kind: "expert-reroute", layer: 1, expert: 1, positions: [4] },
        { kind: "expert-force", layer: 2, expert: 1 },
        { kind: "expert-force", layer: 2, expert: 2 },
        { kind: "head-mean", layer: 0, head: 5 },
        { kind: "attention-block", from: 0, to: "all" },
        { kind: "attention-block", layer: 1, head: 2, from: 3, to: 3 },
        { kind: "residual-add", layer: 5, direction: { token: 2_047 }, factor: -2 },
        { kind: "residual-patch", layer: 3, positions: [4], sourcePositions: [7], source: "a.safetensors" },
      ]),
    ).toEqual([]);
  });

  test("takes every position, layer and head where it does not say which", () => {
    expect(editListSchema.parse([{ kind: "head-off", layer: 0, head: 1 }, { kind: "attention-block", from: 1, to: 2 }])).toEqual([
      { kind: "head-off", layer: 0, head: 1, positions: "all" },
      { kind: "attention-block", layer: "all", head: "all", from: 1, to: 2 },
    ]);
  });

  test.each<[EditInput, string, string]>([
    [{ kind: "head-off", layer: 6, head: 0 }, "0.layer", "layer 6 does not exist: this model has 6 layers"],
    [{ kind: "head-off", layer: 0, head: 6 }, "0.head", "head 6 does not exist"],
    [{ kind: "expert-off", layer: 1, expert: 4 }, "0.expert", "expert 4 does not exist"],
    [{ kind: "expert-off", layer: 0, expert: 0 }, "0.layer", "layer 0 is dense"],
    [{ kind: "ffn-write-off", layer: 0, positions: [3, 20] }, "0.positions", "position 20 lies behind the text"],
    [{ kind: "attention-block", from: 5, to: 4 }, "0.to", "position 4 cannot read position 5"],
    [{ kind: "attention-block", from: 0, to: 0 }, "0.to", "position 0 has nothing left to read"],
    [{ kind: "residual-add", layer: 0, direction: { token: 2_048 } }, "0.direction.token", "token 2048 does not exist"],
    [{ kind: "residual-patch", layer: 0, source: "a", positions: [1, 2], sourcePositions: [1] }, "0.sourcePositions", "as many"],
  ])("names what is wrong with %o", (edit, path, message) => {
    const found = issues([edit]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ path });
    expect(found[0]?.message).toContain(message);
  });

  test("of experts is refused for a dense model", () => {
    expect(issues([{ kind: "expert-force", layer: 0, expert: 0 }], dense)).toEqual([{ path: "0.kind", message: "this model has no experts" }]);
  });

  test("may not force more experts than a token uses, at any one position", () => {
    const force = (expert: number, positions: number[] | "all"): EditInput => ({ kind: "expert-force", layer: 2, expert, positions });
    expect(issues([force(0, [1, 2]), force(1, [2, 3]), force(2, [3, 4])])).toEqual([]);
    expect(issues([force(0, "all"), force(1, [2]), force(2, [2])])).toEqual([{ path: "2.expert", message: "3 experts are forced in layer 2, and each token uses 2" }]);
  });

  test("may not re-route so many that a token has too few left", () => {
    const reroute = (expert: number): EditInput => ({ kind: "expert-reroute", layer: 2, expert });
    expect(issues([reroute(0), reroute(1)])).toEqual([]);
    expect(issues([reroute(0), reroute(1), reroute(2)])[0]?.message).toContain("re-routing 3 of 4 experts in layer 2 leaves fewer than the 2");
  });

  test("may not force and re-route one expert at one position", () => {
    const both = (positions: number[]): EditInput[] => [{ kind: "expert-reroute", layer: 2, expert: 1, positions: [1] }, { kind: "expert-force", layer: 2, expert: 1, positions }];
    expect(issues(both([2]))).toEqual([]);
    expect(issues(both([1]))[0]).toMatchObject({ path: "1.expert" });
  });

  test("may not block all that a position reads", () => {
    const block = (from: number, head: number | "all"): EditInput => ({ kind: "attention-block", head, from, to: 1 });
    expect(issues([block(0, 1), block(1, 2)])).toEqual([]);
    expect(issues([block(0, 1), block(1, "all")]).map(({ path }) => path)).toEqual(["0.to", "1.to"]);
  });

  test("with a kind or a field that does not exist is not read", () => {
    expect(editListSchema.safeParse([{ kind: "expert-away", layer: 1, expert: 1 }]).success).toBe(false);
    expect(editListSchema.safeParse([{ kind: "expert-off", layer: 1, expert: 1, position: 4 }]).success).toBe(false);
    expect(editListSchema.safeParse([{ kind: "residual-scale", layer: 1, factor: 1e39 }]).success).toBe(false);
  });
});
