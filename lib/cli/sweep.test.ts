import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sweepSchema, type Sweep } from "@/lib/domain/sweep";
import { workplace, type Ended } from "./testing";

const { inFolder, put, vitrine, remove } = workplace(50_000);
const demo = path.resolve("models/demo/demo-f16.gguf");
const PROMPT = "The capital of Denmark is";
const sweep = (...args: string[]): Promise<Ended> => vitrine(["sweep", "--model", demo, "--out", inFolder("out.json"), ...args]);
const read = (): Sweep => sweepSchema.parse(JSON.parse(readFileSync(inFolder("out.json"), "utf8")));
const failed = (ended: Ended, code: number, saying: string): void => {
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toContain(saying);
};

afterAll(remove);

describe("vitrine sweep", { timeout: 60_000 }, () => {
  it("switches off every expert after a prompt, and sets the strongest against random ones", async () => {
    const ended = await sweep("--prompt", PROMPT, "--kind", "expert-off", "--control", "3", "--draws", "9");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const found = read();
    expect(found).toMatchObject({ state: "complete", kind: "expert-off", where: "position", columns: 16, foil: null });
    expect(found.own.cells).toHaveLength(found.layers.length * 16);
    expect(found.control?.draws).toHaveLength(9);
    expect(ended.stdout).toContain("of 9 random sets of as many do as much");
  });

  it("tests heads over further texts", async () => {
    const texts = put("texts.jsonl", ["France", "Italy", "Spain", "Poland"].map((country, id) => JSON.stringify({ id, text: `The capital of ${country} is` })).join("\n"));
    expect(await sweep("--prompt", PROMPT, "--kind", "head-off", "--layers", "4,5", "--texts", texts)).toMatchObject({ code: 0 });
    const { tested, others } = read();
    expect(others).toHaveLength(4);
    expect(tested).toHaveLength(2 * 6);
    expect(Math.min(...tested.map(({ p }) => p))).toBeGreaterThanOrEqual(2 / 2 ** 5);
  });

  it("patches from another prompt, towards the difference of two tokens", async () => {
    const ended = await sweep("--prompt", PROMPT, "--kind", "patch-residual", "--source-prompt", "The capital of France is", "--target", "1000", "--foil", "1001", "--json");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(ended.stdout)).toMatchObject({ kind: "patch-residual", target: 1000, foil: 1001 });
    const { own, source } = read();
    expect(source?.alignment).toBe("positions");
    const last = own.cells.find(({ layer, column }) => layer === 5 && column === source!.pairs.length - 1)!;
    // The last position is evaluated by itself, the source whole: half-precision products differ by as much.
    expect(own.clean.logprob + last.delta).toBeCloseTo(source!.figures.logprob, 2);
  });

  it("refuses what cannot be swept, with a sentence and without a file", async () => {
    const nothing = inFolder("nothing.json");
    const refused = (...args: string[]): Promise<Ended> => vitrine(["sweep", "--model", demo, "--prompt", PROMPT, "--out", nothing, ...args]);
    failed(await refused(), 2, "--kind is missing");
    failed(await refused("--kind", "everything"), 2, "--kind knows expert-off");
    failed(await refused("--kind", "patch-ffn"), 2, "--source-prompt");
    failed(await refused("--kind", "expert-off", "--layers", "0"), 1, "dense");
    failed(await refused("--kind", "head-off", "--layers", "6"), 1, "Layer 6 does not exist");
    failed(await refused("--kind", "patch-ffn", "--source-prompt", PROMPT), 1, "nothing to patch");
    failed(await refused("--kind", "ffn-write-off", "--control", "2"), 1, "experts and heads");
    expect(existsSync(nothing)).toBe(false);
  });
});
