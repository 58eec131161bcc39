import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { explanationSchema } from "@/lib/domain/explanation";
import { expertStatisticsSchema } from "@/lib/domain/expert-statistics";
import { workplace, type Ended } from "./testing";

const { inFolder, put, vitrine, remove } = workplace();
const demo = path.resolve("models/demo/demo-f16.gguf");
const PROMPT = "The capital of Denmark is";
const explain = (...args: string[]): Promise<Ended> => vitrine(["explain", "--model", demo, "--out", inFolder("out.json"), ...args]);
const experts = (source: string): Promise<Ended> => vitrine(["experts", "--model", demo, "--in", source, "--out", inFolder("stats.json")]);
const read = (name: string): unknown => JSON.parse(readFileSync(inFolder(name), "utf8"));
const failed = (ended: Ended, code: number, saying: string): void => {
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toContain(saying);
};

afterAll(remove);

const leftOutSchema = explanationSchema.extend({ leaveOneOut: z.array(z.object({ tokenIndex: z.int(), deltaLogprob: z.number() })) });

describe("vitrine explain", () => {
  it("writes the lens, the parts of the logit and what each token of the prompt did", async () => {
    expect(await explain("--prompt", PROMPT, "--leave-one-out", "token")).toMatchObject({ code: 0, stderr: "" });
    const { lens, contributions, logit, remainder, leaveOneOut, tokens, target } = leftOutSchema.parse(read("out.json"));
    expect(lens!.map(({ layer }) => layer)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(lens!.at(-1)!.ids[0]).toBe(target.id);
    const parts = [contributions!.embedding, ...contributions!.attention.map(({ total }) => total), ...contributions!.ffn.map(({ total }) => total)];
    expect(parts.reduce((a, b) => a + b, 0) + remainder!).toBeCloseTo(logit, 6);
    expect(leaveOneOut.map(({ tokenIndex }) => tokenIndex)).toEqual([...tokens.keys()]);
  });

  it("takes a target and a foil by id or by text, at any position", async () => {
    const ended = await explain("--prompt", PROMPT, "--position", "2", "--target", " garden", "--foil", "400", "--json");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const { position, target, foil, logit } = explanationSchema.parse(read("out.json"));
    expect({ position, foil: foil!.id }).toEqual({ position: 2, foil: 400 });
    expect(logit).toBeCloseTo(target.logit - foil!.logit, 2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ position: 2, target: { id: target.id } });
  });

  it("refuses what cannot be explained, with a sentence and without a file", async () => {
    rmSync(inFolder("out.json"), { force: true });
    failed(await explain("--prompt", PROMPT, "--target", "garden"), 1, "must be one token");
    failed(await explain("--prompt", PROMPT, "--target", "99999"), 1, "99999");
    failed(await explain("--prompt", PROMPT, "--position", "6"), 1, "outside");
    failed(await explain("--tokens", "0", "--leave-one-out", "token"), 1, "covers the whole text");
    failed(await explain("--prompt", PROMPT, "--position", "x"), 2, "--position wants a number");
    failed(await explain("--prompt", PROMPT, "--foil", "5"), 2, "--target");
    failed(await explain("--prompt", PROMPT, "--leave-one-out", "page"), 2, "--leave-one-out");
    expect(existsSync(inFolder("out.json"))).toBe(false);
  });
});

describe("vitrine experts", () => {
  const lines = [
    { id: 1, text: "The capital of Denmark is Copenhagen.", domain: "facts" },
    { id: 2, text: "Once upon a time there was a little mouse.", label: "stories" },
  ];

  it("writes statistics by domain from JSON Lines, and the same from a folder", async () => {
    expect(await experts(put("in.jsonl", lines.map((line) => JSON.stringify(line)).join("\n")))).toMatchObject({ code: 0, stderr: "" });
    const byLines = expertStatisticsSchema.parse(read("stats.json"));
    expect(byLines).toMatchObject({ state: "complete", texts: 2, experts: 16, used: 2, domains: [{ domain: "facts" }, { domain: "stories" }] });
    for (const { selectionRate } of byLines.layers) expect(selectionRate.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 9);

    for (const [domain, text] of [["facts", lines[0]!.text], ["stories", lines[1]!.text], ["stories/empty", ""]] as const) {
      mkdirSync(inFolder(`corpus/${domain}`), { recursive: true });
      put(`corpus/${domain}/a.txt`, text);
    }
    const ended = await experts(inFolder("corpus"));
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining("is empty and was left out") });
    expect(expertStatisticsSchema.parse(read("stats.json")).layers).toEqual(byLines.layers);
  });

  it("refuses an empty file, an empty folder, an empty text and one line of 50 MB", async () => {
    failed(await experts(put("empty.jsonl", "")), 1, "holds no texts");
    mkdirSync(inFolder("nothing"));
    failed(await experts(inFolder("nothing")), 1, "holds no texts");
    failed(await experts(put("blank.jsonl", '{"id": 1, "text": "  "}')), 1, "“line 1” is empty");
    failed(await experts(put("long.jsonl", JSON.stringify({ id: 1, text: "a".repeat(50_000_000) }))), 1, "Line 1");
  });
});
