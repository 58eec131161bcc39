import { describe, expect, it } from "vitest";
import type { KeptLogits } from "@/lib/math/sampling";
import { candidateRows, plainShape } from "./candidate-rows";
import { candidateTexts } from "./candidate-text";
import { meanSurprisal, mostInteresting, sureness, tokenFigures, tokenSentences } from "./sentences";

/** 40 tokens, the i-th best with a logit of −i / 4, of which the best 30 were kept; ids are 100 + place. */
const logits = Array.from({ length: 40 }, (_, i) => -i / 4);
const total = (beta: number) => Math.log(logits.reduce((sum, l) => sum + Math.exp(beta * l), 0));
const betas = Array.from({ length: 40 }, (_, i) => (i + 1) / 8);
const kept: KeptLogits = {
  ids: logits.slice(0, 30).map((_, i) => 100 + i),
  values: logits.slice(0, 30),
  logSumExp: total(1),
  logSumExpByBeta: betas.map(total),
  betas,
  vocabulary: 40,
};
const taken = (place: number) => ({ id: 100 + place, logprob: (logits[place] ?? 0) - total(1), rank: place + 1 });

describe("candidates", () => {
  it("are the twenty most likely, with what was taken marked among them", () => {
    const candidates = candidateRows(kept, plainShape, taken(2));
    expect(candidates?.rows.map((row) => row.rank)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(candidates?.rows.filter((row) => row.taken).map((row) => row.id)).toEqual([102]);
    expect(candidates?.takenBelow).toBeNull();
    expect(candidates?.rows[0]?.probability).toBeCloseTo(Math.exp(-total(1)), 9);
  });

  it("still show what was taken when it is among the kept but not among the twenty", () => {
    const below = candidateRows(kept, plainShape, taken(25))?.takenBelow;
    expect(below).toMatchObject({ id: 125, rank: 26, taken: true, removed: false });
    expect(below?.probability).toBeCloseTo(Math.exp(-25 / 4 - total(1)), 9);
  });

  it("still show what was taken when it was not even kept, from its own measured log-probability", () => {
    const below = candidateRows(kept, { ...plainShape, temperature: 2 }, taken(35))?.takenBelow;
    expect(below?.rank).toBe(36);
    expect(below?.probability).toBeCloseTo(Math.exp(-35 / 8 - total(0.5)), 6);
  });

  it("say which tokens a filter removed, and how many are left", () => {
    const candidates = candidateRows(kept, { ...plainShape, topK: 3 }, taken(5));
    expect(candidates?.rows.map((row) => row.removed).indexOf(true)).toBe(3);
    expect(candidates?.survivors).toBe(3);
    expect(candidates?.rest).toBeCloseTo(0, 12);
  });

  it("leave the rest to the tail when nothing is filtered", () => {
    const candidates = candidateRows(kept, plainShape, null);
    const tail = logits.slice(20).reduce((sum, l) => sum + Math.exp(l - total(1)), 0);
    expect(candidates?.rest).toBeCloseTo(tail, 9);
    expect(candidates?.survivors).toBeNull();
  });
});

describe("texts of candidates", () => {
  const bytes = new TextEncoder().encode(" Paris<end>");
  const textOf = candidateTexts({ ids: [7, 9, 12], bytes: [...bytes, 0xe2], offsets: [0, 6, 11, 12], special: [0, 1, 0] });

  it("are found by token id and made visible", () => {
    expect(textOf(7)).toEqual({ shown: "·Paris", raw: " Paris", special: false });
    expect(textOf(9)).toEqual({ shown: "<end>", raw: "<end>", special: true });
    expect(textOf(12).shown).toBe("\\xE2");
  });

  it("fall back to the number of a token that the trace does not name", () => {
    expect(textOf(8).shown).toBe("#8");
  });
});

describe("sentences about a token", () => {
  const table = { logprob: [null, Math.log(0.5), Math.log(0.97), Math.log(0.97)], rank: [null, 3, 1, 1], entropy: [2 * Math.LN2, 0.1, 0, 1] };

  it("take the entropy from the distribution before the token", () => {
    expect(tokenFigures(table, 1).entropy).toBeCloseTo(2, 12);
    expect(tokenFigures(table, 0)).toEqual({ probability: null, rank: null, surprisal: null, entropy: null });
  });

  it("tell what the model chose from what it was given", () => {
    expect(sureness(tokenFigures(table, 2), { prompt: false })).toMatch(/^The model was 97.% sure of this token\.$/);
    expect(sureness(tokenFigures(table, 1), { prompt: true })).toMatch(/^The model would have given this token 50.%\.$/);
    expect(sureness(tokenFigures(table, 0), { prompt: true })).toBe("Nothing came before this token, so nothing was predicted.");
  });

  it("set the token against its alternatives, the openness of the choice and the average", () => {
    const sentences = tokenSentences({ figures: tokenFigures(table, 1), mean: 0.2, second: { shown: "·Lyon", measured: 0.6 }, prompt: false });
    expect(sentences).toHaveLength(3);
    expect(sentences[0]).toContain("choice number 3; the first was “·Lyon”");
    expect(sentences[1]).toContain("4.0 equal options");
    expect(sentences[2]).toContain("more of a surprise than");
  });

  it("say nothing that was not measured", () => {
    expect(tokenSentences({ figures: tokenFigures(table, 0), mean: null, second: null, prompt: true })).toEqual([]);
    expect(meanSurprisal([null], 0, 1)).toBeNull();
    expect(meanSurprisal([null, Math.log(0.25), Math.log(0.5)], 0, 3)).toBeCloseTo(1.5, 12);
  });
});

describe("the token that an inspection opens on", () => {
  const flat = { logprob: [null, -5, -1, -1, -1], special: [false, false, false, false, false] };

  it("is the written one whose choice was the most open", () => {
    expect(mostInteresting({ ...flat, entropy: [9, 0.2, 0.5, 2, 0] }, 2)).toBe(4);
    expect(mostInteresting({ ...flat, entropy: [9, 3, 0.5, 2, 0] }, 2)).toBe(2);
  });

  it("is never a control token while there is another", () => {
    expect(mostInteresting({ ...flat, special: [false, false, true, false, false], entropy: [9, 3, 0.5, 2, 0] }, 2)).toBe(4);
  });

  it("is the most surprising one of the prompt when nothing was written", () => {
    expect(mostInteresting({ logprob: [null, -1, -4], special: [false, false, false], entropy: [1, 1, 1] }, 3)).toBe(2);
    expect(mostInteresting({ logprob: [null], special: [false], entropy: [1] }, 1)).toBeNull();
  });
});
