import { describe, expect, it } from "vitest";
import type { Explanation, LensLayer } from "@/lib/domain/explanation";
import { mostRead } from "./most-read";
import { strongest, summarySentences } from "./summary";

const names = [" Paris", " Lyon", " the"];
const nameOf = (id: number) => names[id] ?? "?";
const layer = (l: number, first: number, targetRank: number, foilLogprob: number | null = null): LensLayer => ({ layer: l, ids: [first], probs: [0.5], entropy: 1, targetLogprob: -1, targetRank, foilLogprob, foilRank: foilLogprob === null ? null : 2 });
const token = (id: number, probability: number, rank: number) => ({ id, bytes: "", logit: 4, logprob: Math.log(probability), rank });

const explanation: Explanation = {
  model: { fileName: "m.gguf", sha256: "", architecture: "a", quantisation: "F16" },
  tokens: [5, 6, 0],
  promptTokens: 2,
  mode: "completion",
  position: 1,
  target: token(0, 0.97, 1),
  foil: null,
  lens: [layer(0, 2, 9), layer(1, 2, 3), layer(2, 0, 1), layer(3, 0, 1)],
  everFirst: [],
  names: [],
  contributions: {
    embedding: 0.5,
    bias: 0,
    sigma: 1,
    attention: [{ layer: 0, total: 1.5, heads: [2, -0.5] }],
    ffn: [{ layer: 0, total: 2, experts: [{ id: 7, gate: 0.6, value: 1.25 }], shared: 0.75, dense: null }],
  },
  logit: 4,
  remainder: 0,
  checks: { lastLayerGap: 0 },
  notes: [],
  missing: { lens: null, contributions: null },
};
const says = (change: Partial<Explanation> = {}, reading: { token: string; weight: number } | null = null) => summarySentences({ ...explanation, ...change }, nameOf, reading);
const texts = (...args: Parameters<typeof says>) => says(...args).map(({ text }) => text.replaceAll("\u2009", " "));

describe("three sentences", () => {
  it("say when it was decided, what it is made of and who spoke loudest, each with its chart", () => {
    expect(texts({}, { token: "“ France”", weight: 0.62 })).toEqual([
      "Read off layer by layer, “ Paris” becomes the first choice at layer 2 of 0 to 3, where “ the” had led, and ends at 97 %.",
      "The score of “ Paris” (a logit of 4.00) adds up from attention +1.50, feed-forward layers +2.00 (expert 7 of layer 0 alone +1.25) and the embedding +0.50.",
      "Of all attention heads, head 0 of layer 0 raises “ Paris” most (+2.00); leaving the first token aside, it read “ France” most (62 % of its attention).",
    ]);
    expect(says().map(({ show }) => show)).toEqual([{ tab: "layers" }, { tab: "contributions" }, { tab: "attention", l: 0, h: 0, t: 1, over: "head" }]);
  });

  it("say so when the model would rather have written something else", () => {
    expect(texts({ target: token(1, 0.02, 3), lens: [layer(0, 2, 9), layer(1, 0, 3)] })[0]).toBe("“ Lyon” was choice number 3, with 2 %: the model would rather have written “ Paris”.");
  });

  it("speak of a lead where two tokens are compared", () => {
    const [when, what, who] = texts({ foil: token(1, 0.01, 2), logit: 4.5, lens: [layer(0, 2, 9, -0.5), layer(1, 0, 1, -4)] });
    expect(when).toBe("Read off layer by layer, “ Paris” is ahead of “ Lyon” for good from layer 1 of 0 to 1 on, and ends at 97 % against 1 %.");
    expect(what).toBe("The lead of “ Paris” over “ Lyon” (a logit difference of 4.50) adds up from attention +1.50, feed-forward layers +2.00 (expert 7 of layer 0 alone +1.25) and the embedding +0.50.");
    expect(who).toMatch(/raises “ Paris” over “ Lyon” most/);
    expect(texts({ target: token(1, 0.01, 2), foil: token(0, 0.97, 1), lens: [layer(0, 2, 9, -0.5)] })[0]).toBe("The model held “ Paris” likelier than “ Lyon” in the end: 97 % against 1 %.");
  });

  it("speak of no decision where the target led from the first layer", () => {
    expect(texts({ lens: [layer(0, 0, 1), layer(1, 0, 1)] })[0]).toMatch(/^Read off layer by layer, “ Paris” is the first choice from the first layer to the last/);
  });

  it("say what is not known, and why, where the model lacks nodes", () => {
    const [when, what] = texts({ lens: null, contributions: null, missing: { lens: { reason: "No node." }, contributions: { reason: "No parts." } } });
    expect(when).toBe("When it was decided is not known: No node.");
    expect(what).toBe("What it is made of is not known: No parts.");
  });

  it("name no head where heads cannot be told apart, or none raises the target", () => {
    const contributions = { ...explanation.contributions!, attention: [{ layer: 0, total: 1.5, heads: null }] };
    expect(strongest({ contributions }, "attention")).toBeNull();
    expect(strongest({ contributions }, "experts")).toMatchObject({ name: "layer 0, expert 7" });
    expect(says({ contributions })[2]).toMatchObject({ text: "No single head is known to raise “ Paris”.", where: "Contributions" });
  });
});

describe("what a head read most", () => {
  it("leaves the first token out", () => {
    expect(mostRead(null, [0.9, 0.02, 0.08])).toEqual({ key: 2, weight: 0.08 });
    expect(mostRead([0, 5, 3, -1], [0.9, 0.06, 0.04, 0])).toEqual({ key: 5, weight: 0.06 });
    expect(mostRead(null, [1])).toBeNull();
  });
});
