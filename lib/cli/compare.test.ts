import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { comparisonSchema, wordingControlSchema, type Comparison } from "@/lib/domain/comparison";
import { workplace } from "./testing";

const { inFolder, put, vitrine, remove } = workplace();
const demo = path.resolve("models/demo/demo-f16.gguf");

async function record(out: string, prompt: string, edits: unknown = [], model = demo): Promise<void> {
  const given = /^[\d,]+$/.test(prompt) ? "--tokens" : "--prompt";
  const ended = await vitrine(["inspect", "--model", model, given, prompt, "--edits", put(`${out}.json`, JSON.stringify(edits)), "--out", inFolder(out)]);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
}
async function compare(a: string, b: string): Promise<Comparison> {
  const ended = await vitrine(["compare", inFolder(a), inFolder(b), "--out", inFolder("diff.json")]);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  return comparisonSchema.parse(JSON.parse(readFileSync(inFolder("diff.json"), "utf8")));
}
const largest = (values: readonly (number | null)[]): number => values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

beforeAll(async () => {
  await record("clean", "The capital of Denmark is Copenhagen");
  await record("edited", "The capital of Denmark is Copenhagen", [{ kind: "ffn-write-off", layer: 2, positions: [3] }]);
  await record("one", "0,300,400,500,600");
  await record("other", "0,300,401,500,600");
  await record("longer", "My friend said: The capital of Denmark is Copenhagen");
  await record("quantised", "The capital of Denmark is Copenhagen", [], path.resolve("models/demo/demo-q4_0.gguf"));
}, 60_000);
afterAll(remove);

describe("vitrine compare", () => {
  it("finds no difference at all between a trace and itself", async () => {
    const { pairs, layers, firstDifferentToken, firstDifference, sameModel, sameSettings } = await compare("clean", "clean");
    expect({ firstDifferentToken, firstDifference, sameModel, sameSettings }).toEqual({ firstDifferentToken: null, firstDifference: null, sameModel: true, sameSettings: true });
    expect(pairs.every(({ same, topChanged, deltaEntropy }) => same && topChanged === false && deltaEntropy === 0)).toBe(true);
    expect(layers).toHaveLength(6);
    for (const { residual, routing, attention } of layers) {
      expect(residual?.largest).toBe(0);
      if (routing) expect(routing).toMatchObject({ mean: 1, experts: [] });
      expect(largest(attention ?? [1])).toBe(0);
    }
    expect(layers.filter(({ routing }) => routing !== null)).toHaveLength(5);
  });

  it("says where an edit begins to act: in its layer, at its position, and not before", async () => {
    const { pairs, layers, firstDifference, b, firstDifferentToken } = await compare("clean", "edited");
    expect(b.edits).toEqual([{ kind: "ffn-write-off", layer: 2, positions: [3] }]);
    expect(firstDifferentToken).toBeNull();
    expect(firstDifference).toEqual({ layer: 2, pair: 3 });
    expect(largest(layers[1]!.residual!.relative)).toBe(0);
    expect(layers[2]!.residual!.relative.map((value) => value !== 0)).toEqual(pairs.map((_, i) => i === 3));
    expect(largest(layers[2]!.attention!)).toBe(0);
    expect(largest(layers[3]!.attention!)).toBeGreaterThan(0);
    // The token at position 3 was predicted before it; the one behind it feels the edit.
    expect(pairs.slice(0, 4).every(({ deltaLogprob }) => (deltaLogprob ?? 0) === 0)).toBe(true);
    expect(largest(pairs.slice(4).map(({ deltaLogprob }) => deltaLogprob))).toBeGreaterThan(0);
  });

  it("aligns prompts of one length by position and others by what they have in common", async () => {
    const { alignment, pairs, a, b, layers } = await compare("clean", "longer");
    expect(alignment).toBe("difference");
    expect(pairs.length).toBeLessThanOrEqual(a.totalTokens);
    expect(pairs.at(-1)).toMatchObject({ a: a.totalTokens - 1, b: b.totalTokens - 1, same: true });
    expect(layers.every(({ attention }) => attention!.every((value) => value >= 0 && value <= 1))).toBe(true);
    const other = await compare("one", "other");
    expect(other).toMatchObject({ alignment: "positions", firstDifferentToken: 2, firstDifference: { layer: 0, pair: 2 } });
    // Tokens that differ have no difference of log-probability; those behind them do.
    expect(other.pairs.map(({ same, deltaLogprob }) => [same, deltaLogprob === null, (deltaLogprob ?? 0) === 0])).toEqual([
      [true, true, true],
      [true, false, true],
      [false, true, true],
      [true, false, false],
      [true, false, false],
    ]);
  });

  it("compares one prompt on two models, with experts that come and go as often", async () => {
    const { sameModel, pairs, layers } = await compare("clean", "quantised");
    expect(sameModel).toBe(false);
    expect(largest(pairs.map(({ deltaLogprob }) => deltaLogprob))).toBeGreaterThan(1e-3);
    for (const { routing } of layers) {
      if (!routing) continue;
      const sum = (way: "comes" | "goes"): number => routing.experts.reduce((total, counted) => total + counted[way], 0);
      expect(sum("comes")).toBe(sum("goes"));
      // Of two experts each, one changed leaves a third in common.
      expect(routing.jaccard.reduce((total, value) => total + (value === 1 ? 0 : value === 0 ? 2 : 1), 0)).toBe(sum("comes"));
    }
  });

  it("sets the words of B beside other words in the same places, with the model at hand", async () => {
    const ended = await vitrine(["compare", inFolder("one"), inFolder("other"), "--model", demo, "--out", inFolder("words.json"), "--json"]);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const { wording } = z.object({ wording: wordingControlSchema }).parse(JSON.parse(readFileSync(inFolder("words.json"), "utf8")));
    expect(wording).toMatchObject({ changed: [2], tokens: 2 });
    expect(wording.drawn).toHaveLength(19);
    expect(JSON.parse(ended.stdout)).toMatchObject({ wording: { p: wording.p } });
    const other = await vitrine(["compare", inFolder("one"), inFolder("other"), "--model", path.resolve("models/demo/demo-q4_0.gguf"), "--out", inFolder("x.json")]);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("not the one that the two runs were made with");
  });

  it("is told what is wrong: files that are not there, that are no traces, or too few", async () => {
    expect(await vitrine(["compare", inFolder("clean"), inFolder("nothing"), "--out", inFolder("x.json")])).toMatchObject({ code: 1, stderr: "The trace file is not there.\n" });
    expect((await vitrine(["compare", inFolder("clean"), put("bad", "no trace at all"), "--out", inFolder("x.json")])).code).toBe(1);
    expect((await vitrine(["compare", inFolder("clean"), "--out", inFolder("x.json")])).code).toBe(2);
  });
});
