import { describe, expect, it } from "vitest";
import { displayTokens } from "@/lib/domain/display-tokens";
import type { ModelShape } from "@/lib/domain/model";
import { sweepRequestSchema } from "@/lib/domain/sweep";
import { defaultViewState } from "@/lib/domain/view-state";
import { signFlipTest } from "@/lib/stats/sign-flip";
import { editOf } from "./edit-of";
import { columnsOf, layersOf, placeName, shortName } from "./names";
import { choicesOf, controlOf, evaluations, layersText, parseLayers, smallestP, sweepRequest, textLines, textsForOne, TEXTS_NEEDED } from "./request";

const shape: ModelShape = { layers: 6, heads: 6, width: 96, vocabulary: 1000, contextLength: 512, experts: 8, expertsUsed: 2, sharedExperts: 1, leadingDenseLayers: 1, routerGate: "softmax" };

describe("layers to sweep", () => {
  it("are all, or numbers and ranges", () => {
    expect(parseLayers(" ", layersOf("expert-off", shape)).layers).toBeNull();
    expect(parseLayers("all", layersOf("expert-off", shape)).layers).toBeNull();
    expect(parseLayers("5, 1-3", layersOf("expert-off", shape))).toEqual({ layers: [1, 2, 3, 5], problem: null });
    expect(parseLayers("1-5", layersOf("expert-off", shape)).layers).toBeNull();
    expect(parseLayers("1-3.5", layersOf("head-off", shape)).layers).toEqual([1, 2, 3, 5]);
  });

  it("are refused by name where they do not exist or make no sense", () => {
    expect(parseLayers("0", layersOf("expert-off", shape)).problem).toContain("Layer 0 has nothing of this kind: there is 1 to 5");
    expect(parseLayers("3-1", layersOf("head-off", shape)).problem).toContain("3-1");
    expect(parseLayers("two", layersOf("head-off", shape)).problem).toContain("two");
  });

  it("survive the way through the address", () => {
    expect(layersText([1, 2, 3, 5])).toBe("1-3.5");
    expect(layersText(null)).toBeUndefined();
    expect(parseLayers(layersText([0, 2, 4, 5]) ?? "", layersOf("head-off", shape)).layers).toEqual([0, 2, 4, 5]);
  });
});

describe("further texts", () => {
  it("stand one a line, each once", () => {
    expect(textLines("one\n\n two\r\none\n").texts).toEqual(["one", " two"]);
    expect(textLines(Array.from({ length: 65 }, (_, i) => String(i)).join("\n")).problem).toContain("64");
    expect(textLines("x".repeat(20_001)).problem).toContain("20 000");
  });

  it("are needed in the number that the sign-flip test says", () => {
    const p = (texts: number) => signFlipTest(new Float64Array(texts).fill(1), { seed: 1, permutations: 200_000 }).p;
    expect(p(TEXTS_NEEDED)).toBeLessThan(0.05);
    expect(p(TEXTS_NEEDED - 1)).toBeGreaterThan(0.05);
    expect(smallestP(TEXTS_NEEDED)).toBeCloseTo(p(TEXTS_NEEDED), 2);
    expect(smallestP(textsForOne(40)) * 40).toBeLessThan(0.05);
    expect(smallestP(textsForOne(40) - 1) * 40).toBeGreaterThan(0.05);
  });
});

describe("the request", () => {
  const asked = { position: 4, target: 7, foil: null };
  const choices = { ...defaultViewState, control: "4.20", layers: "1-2" };

  it("holds what was chosen, and choosing it again asks the same", () => {
    const request = sweepRequest(asked, choices, shape, ["one"]);
    expect(sweepRequestSchema.parse(request)).toEqual({ ...asked, kind: "expert-off", where: "position", layers: [1, 2], source: null, prompts: ["one"], control: { size: 4, draws: 20, seed: 1 } });
    const again = choicesOf(request);
    expect(sweepRequest(asked, { ...defaultViewState, ...again.state }, shape, again.texts)).toEqual(request);
  });

  it("of a patch brings its source back", () => {
    const source = { inspection: "11111111-1111-4111-8111-111111111111", position: 4 };
    expect(choicesOf(sweepRequestSchema.parse({ ...asked, kind: "patch-ffn", source })).state).toEqual({ patch: "patch-ffn", from: source.inspection, fromAt: 4 });
  });

  it("leaves texts and controls out where cells are positions", () => {
    const request = sweepRequest(asked, { ...choices, sweep: "ffn-write-off", where: "all" }, shape, ["one"]);
    expect(sweepRequestSchema.parse(request)).toMatchObject({ prompts: [], control: null, where: "position" });
  });

  it("says how many evaluations it takes at most", () => {
    expect(evaluations(sweepRequest(asked, choices, shape, ["one"]), shape)).toEqual({ cells: 16, most: 2 * 17 + 21 });
    expect(evaluations(sweepRequest(asked, { ...defaultViewState, sweep: "ffn-write-off" }, shape, []), shape)).toEqual({ cells: 30, most: 31 });
  });

  it("takes only controls that can be drawn", () => {
    expect(controlOf("4.20")).toEqual({ size: 4, draws: 20 });
    expect([controlOf("0.20"), controlOf("4.2"), controlOf(undefined), controlOf("33.20")]).toEqual([null, null, null, null]);
  });
});

describe("cells", () => {
  const display = displayTokens({ bytes: ["A", " b"].map((text) => btoa(text)), special: [false, false] });
  it("have names", () => {
    expect(placeName("expert-off", { layer: 3, column: 5 }, display)).toBe("layer 3, expert 5");
    expect(placeName("head-mean", { layer: 3, column: 5 }, display)).toBe("layer 3, head 5");
    expect(placeName("ffn-write-off", { layer: 3, column: 1 }, display)).toBe("layer 3, “·b” at position 1");
    expect([shortName("expert-off", { layer: 3, column: 5 }, display), shortName("ffn-write-off", { layer: 3, column: 1 }, display)]).toEqual(["L3, expert 5", "L3, ·b (1)"]);
    expect(columnsOf("patch-ffn", shape, 4)).toBe(5);
  });

  it("are edits that can be added to the list", () => {
    expect(editOf("expert-off", { layer: 3, column: 5 }, "position", 4)).toEqual({ kind: "expert-off", layer: 3, expert: 5, positions: [4] });
    expect(editOf("head-mean", { layer: 3, column: 5 }, "all", 4)).toEqual({ kind: "head-mean", layer: 3, head: 5, positions: "all" });
    expect(editOf("attention-write-off", { layer: 3, column: 2 }, "position", 4)).toEqual({ kind: "attention-write-off", layer: 3, positions: [2] });
    expect(editOf("patch-ffn", { layer: 3, column: 2 }, "position", 4)).toBeNull();
  });
});
