import { describe, expect, it } from "vitest";
import type { ExpertCorpusStatistics, ExpertLayer } from "@/lib/domain/expert-statistics";
import { differentShapes, domainDifference, domainRatios, domainTable, layersTable, loadDifference, loadTable, loadValues, pairTable, pairValues, strongestPreference, tokenTexts } from "./build";

const layer = (patch: Partial<ExpertLayer> = {}): ExpertLayer => ({
  layer: 1,
  selectionRate: [0.8, 0.4, 0.8, 0],
  meanGate: [0.5, 0.25, 0.5, null],
  mass: [0.4, 0.1, 0.4, 0],
  maxViolation: 0.6, loadEntropy: 0.7, routingEntropy: 0.9, adjacentOverlap: 0.5, margin: null,
  coActivation: [[0, 0.5, 1, 0], [1, 0, 0.5, 0], [1, 0.25, 0, 0], null],
  domains: [
    { domain: "code", plain: [1, 0.5, 0.5, 0], positionControlled: [0.75, 0.5, 0.5, 0], lengthControlled: [null, null, null, null] },
    { domain: "stories", plain: [0.5, 0.25, 1, 0], positionControlled: [0.5, 0.25, 1, 0], lengthControlled: [0.5, 0.25, 1, 0] },
  ],
  tokens: [[{ id: 7, share: 1, count: 9 }], [], [], []],
  ...patch,
});
const statistics = (patch: Partial<ExpertCorpusStatistics> = {}): ExpertCorpusStatistics => ({
  state: "complete", model: { fileName: "m.gguf", sha256: "0", architecture: "deepseek2", quantisation: "F16" },
  experts: 4, used: 2, uniform: 0.5, texts: 2, tokens: 10, domains: [], layers: [layer()], names: [{ id: 7, bytes: btoa(" x") }], ...patch,
});

describe("what a corpus view shows", () => {
  it("is load as times the even share, and no gate where an expert was never chosen", () => {
    expect([...loadValues(statistics(), "load")]).toEqual([1.6, 0.8, 1.6, 0]);
    expect([...loadValues(statistics(), "gate")]).toEqual([0.5, 0.25, 0.5, Number.NaN]);
    expect([...loadValues(statistics(), "mass")]).toEqual([0.4, 0.1, 0.4, 0]);
  });

  it("is a domain's share against even, in doublings, with the control that was chosen", () => {
    expect([...domainRatios(layer(), 4, 0.5, "plain")].slice(0, 4)).toEqual([1, 0, 0, -4]);
    expect(domainRatios(layer(), 4, 0.5, "position")[0]).toBeCloseTo(Math.log2(1.5), 12);
    expect(domainRatios(layer(), 4, 0.5, "length")[0]).toBeNaN();
  });

  it("names the strongest preference with what is left of it under control", () => {
    expect(strongestPreference(layer(), 0.5)).toEqual({ domain: "code", expert: 0, plain: 2, position: 1.5, length: null });
    expect(strongestPreference(layer({ domains: [] }), 0.5)).toBeNull();
  });

  it("leaves the diagonal of pairs, and experts that were never chosen, empty", () => {
    const values = pairValues(layer(), 4);
    expect([...values.slice(0, 4)]).toEqual([Number.NaN, 0.5, 1, 0]);
    expect(values.slice(12).every(Number.isNaN)).toBe(true);
    expect(pairTable(layer()).rows).toHaveLength(9);
  });

  it("names tokens by their visible text", () => {
    expect(tokenTexts(statistics())(7)).toBe("·x");
    expect(tokenTexts(statistics())(8)).toBe("#8");
  });

  it("has a table behind every chart, null where nothing was measured", () => {
    expect(layersTable(statistics()).rows).toEqual([[1, 0.6, 0.7, 0.9, 0.5, null]]);
    expect(loadTable(statistics()).rows[3]).toEqual([1, 3, 0, null, 0]);
    expect(domainTable(layer()).rows[0]).toEqual(["code", 0, 1, 0.75, null]);
  });
});

describe("a comparison of two counts", () => {
  const other = statistics({ layers: [layer({ selectionRate: [0.4, 0.8, 0.8, 0], domains: [{ domain: "code", plain: [0.5, 0.5, 1, 0], positionControlled: [0, 0, 0, 0], lengthControlled: [0, 0, 0, 0] }] })] });

  it("is b less a, over what both have", () => {
    expect([...loadDifference(statistics(), other)].map((value) => Number(value.toFixed(6)))).toEqual([-0.8, 0.8, 0, 0]);
    const { domains, values } = domainDifference(layer(), other.layers[0]!, { experts: 4, a: 0.5, b: 0.5 }, "plain");
    expect(domains).toEqual(["code"]);
    expect([...values]).toEqual([-1, 0, 1, 0]);
  });

  it("is refused where experts have no counterpart", () => {
    expect(differentShapes(statistics(), other)).toBeNull();
    expect(differentShapes(statistics(), statistics({ experts: 8 }))).toContain("4 experts a layer, the other 8");
    expect(differentShapes(statistics(), statistics({ layers: [layer({ layer: 2 })] }))).toContain("different layers");
  });
});
