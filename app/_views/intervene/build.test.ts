import { describe, expect, it } from "vitest";
import type { Effect } from "@/lib/domain/effect";
import { signedNats } from "../study/effect-words";
import { candidateTable, changeOf, continuationTable, elsewhereRows, expertList, floorWords, headChanges, noiseWords, ownTexts, rankMove, routedChanges, timesWords } from "./build";
import { edgeOffers, switchedOff } from "./offers";

const figures = (id: number, clean: number, edited: number) => ({ id, clean: { logprob: clean, rank: 1 }, edited: { logprob: edited, rank: 2 } });
const effect: Effect = {
  position: 5,
  target: figures(7, -0.1, -2.1),
  foil: figures(8, -3, -1),
  noise: { floor: 0.0001, inspection: 0.00001, pieces: 0.0001 },
  candidates: { clean: [{ id: 7, logprob: -0.1, otherRank: 2 }], edited: [{ id: 9, logprob: -0.5, otherRank: null }] },
  continuation: { clean: [7, 1, 2], edited: [7, 3], firstDifferent: 1 },
  layers: [
    { layer: 0, routing: null, attention: [0, 0.5] },
    { layer: 1, routing: { jaccard: 0.75, experts: [{ expert: 3, comes: 2, goes: 0 }, { expert: 4, comes: 0, goes: 1 }, { expert: 5, comes: 5, goes: 1 }] }, attention: null },
  ],
  names: [],
};

describe("figures of an effect", () => {
  it("are those of the target, or of its lead over the other token", () => {
    expect(changeOf({ target: effect.target, foil: null })).toEqual({ clean: -0.1, edited: -2.1, delta: -2 });
    expect(changeOf(effect).clean).toBeCloseTo(2.9);
    expect(changeOf(effect).delta).toBeCloseTo(-4);
  });

  it("are told in words", () => {
    expect(timesWords(0)).toBe("exactly as likely");
    expect(timesWords(-Math.log(4))).toBe("4.0 times less likely");
    expect(timesWords(0.05)).toContain("more likely");
    expect(timesWords(-20)).toBe("over 1000 times less likely");
    expect([signedNats(0.5), signedNats(-0.5), signedNats(0), signedNats(0.0001)]).toEqual(["+0.500", "−0.500", "0.000", "0.000"]);
    expect([floorWords(0), floorWords(0.0001), floorWords(0.02), floorWords(null)]).toEqual(["0", "below 0.001", "0.020", "–"]);
    expect(noiseWords({ floor: 0.02, inspection: null, pieces: 0.02 })).toBe("Noise floor 0.020 nats: the most that comes out otherwise against both runs evaluated again in other pieces of the text.");
    expect(noiseWords({ floor: null, inspection: null, pieces: null })).toContain("not measured");
    expect([rankMove(2, 5, "clean"), rankMove(5, 2, "clean"), rankMove(2, 5, "edited"), rankMove(1, 1, "edited"), rankMove(3, null, "edited"), rankMove(3, null, "clean")]).toEqual(["↓3", "↑3", "↑3", "=", "new", "gone"]);
  });

  it("stand in the tables with every digit", () => {
    const name = (id: number) => `t${id}`;
    expect(candidateTable(effect, name).rows).toHaveLength(6);
    expect(candidateTable(effect, name).rows.at(-1)).toEqual(["edited", 1, "t9", 9, -0.5, Math.exp(-0.5), null]);
    expect(continuationTable(effect, name).rows).toEqual([[1, "t7", "t7", "no"], [2, "t1", "t3", "yes"], [3, "t2", null, "yes"]]);
  });
});

describe("what changed downstream", () => {
  it("lists experts by how often they came and went", () => {
    const [layer] = routedChanges(effect.layers);
    expect(layer).toEqual({ layer: 1, changed: 0.25, came: [{ expert: 5, times: 5 }, { expert: 3, times: 2 }], went: [{ expert: 4, times: 1 }, { expert: 5, times: 1 }] });
    expect(expertList(layer?.came ?? [])).toBe("5 (5 tokens), 3 (2 tokens)");
    expect(expertList(Array.from({ length: 8 }, (_, expert) => ({ expert, times: 1 })))).toBe("0, 1, 2, 3, 4, 3 more");
  });

  it("leaves heads empty where attention was not recorded", () => {
    expect([...(headChanges(effect.layers, 2) ?? [])]).toEqual([0, 0.5, NaN, NaN]);
    expect(headChanges([{ layer: 0, routing: null, attention: null }], 2)).toBeNull();
  });
});

describe("other texts", () => {
  it("are lines, each once", () => {
    expect(ownTexts(" The cat \n\nThe cat\nA dog").map(({ prompt }) => prompt)).toEqual(["The cat", "A dog"]);
  });

  it("that are not measured have a dash, not a 0", () => {
    const [text] = ownTexts("The cat");
    if (!text) throw new Error("there is one");
    const token = { id: 1, bytes: "", special: false };
    const cost = { token, clean: { logprob: -1, rank: 1 }, edited: { logprob: -3, rank: 4 }, first: { ...token, id: 2 } };
    expect(elsewhereRows([{ text, cost: null }, { text, cost }], () => "“x”")).toMatchObject([{ valueText: "–", to: 0 }, { valueText: "−2.000", to: -2, title: expect.stringContaining("the first choice is then") as string }]);
  });
});

describe("one click", () => {
  it("switches off heads, experts, and what a layer writes, and nothing that has no switch", () => {
    expect(switchedOff({ key: "a3.h1", link: { tab: "attention", l: 3, h: 1 } })).toMatchObject({ kind: "head-off", layer: 3, head: 1 });
    expect(switchedOff({ key: "f3.e9", link: { tab: "experts", l: 3, e: 9 } })).toMatchObject({ kind: "expert-off", layer: 3, expert: 9 });
    expect(switchedOff({ key: "f0", link: null })).toMatchObject({ kind: "ffn-write-off", layer: 0 });
    expect([switchedOff({ key: "f3.shared", link: null }), switchedOff({ key: "embedding", link: null })]).toEqual([null, null]);
  });

  it("blocks an edge in a head, a layer or everywhere; the first token must read itself", () => {
    expect(edgeOffers(2, 1, 4, 0).map(({ edit }) => edit)).toMatchObject([{ layer: 2, head: 1, from: 0, to: 4 }, { layer: 2, head: "all" }, { layer: "all", head: "all" }]);
    expect(edgeOffers(2, null, 4, 0)).toHaveLength(2);
    expect(edgeOffers(2, 1, 0, 0)).toEqual([]);
  });
});
