import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { modelListSchema } from "@/lib/domain/model";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { workplace, type Ended } from "./testing";

const { inFolder, put, vitrine, remove } = workplace();
const demo = path.resolve("models/demo/demo-f16.gguf");

const inspect = (...args: string[]): Promise<Ended> => vitrine(["inspect", "--model", demo, ...args]);
const score = (lines: string, out: string): Promise<Ended> => vitrine(["score", "--model", demo, "--in", put("in.jsonl", lines), "--out", inFolder(out)]);
const failed = (ended: Ended, code: number, ...saying: string[]): void => {
  expect(ended).toMatchObject({ code, stdout: "" });
  for (const words of saying) expect(ended.stderr).toContain(words);
};

const resultSchema = z.object({ state: z.string(), tokens: z.array(z.number()), promptTokens: z.number(), completion: z.string(), traceSha256: z.string() });
const scoreSchema = z.strictObject({ id: z.union([z.string(), z.number()]), tokens: z.number(), ll: z.number(), token_ll: z.array(z.number().nullable()) });

afterAll(remove);

describe("vitrine inspect", () => {
  let whole: Ended;
  beforeAll(async () => {
    whole = await inspect("--prompt", "The capital of Denmark is", "--generate", "6", "--out", inFolder("a.safetensors"), "--json");
  });

  it("writes a trace and prints one JSON object and nothing else", async () => {
    expect(whole).toMatchObject({ code: 0, stderr: "" });
    const result = resultSchema.parse(JSON.parse(whole.stdout));
    expect(result).toMatchObject({ state: "complete", completion: expect.stringContaining("Copenhagen") });
    const shape = await withTrace(inFolder("a.safetensors"), (trace) => Promise.resolve(trace.entry(tensorNames.attention(0)).shape));
    expect(shape.slice(1)).toEqual([result.tokens.length, result.tokens.length]);
  });

  it("takes token ids and prompt files, which come to the same", async () => {
    const { tokens, promptTokens } = resultSchema.parse(JSON.parse(whole.stdout));
    const ids = tokens.slice(0, promptTokens).join(",");
    const byIds = await inspect("--tokens", ids, "--generate", "6", "--out", inFolder("b.safetensors"), "--json");
    const byFile = await inspect("--prompt-file", put("prompt.txt", "The capital of Denmark is"), "--generate", "6", "--out", inFolder("c.safetensors"), "--json");
    expect(resultSchema.parse(JSON.parse(byIds.stdout)).tokens).toEqual(tokens);
    expect(resultSchema.parse(JSON.parse(byFile.stdout)).traceSha256).toBe(resultSchema.parse(JSON.parse(whole.stdout)).traceSha256);
  });

  it("renders a chat with the model's template, captures only what is named, and samples the same from the same seed", async () => {
    const again = async (name: string): Promise<number[]> => {
      const args = ["--chat", "--prompt", "What is 2 + 3?", "--temperature", "1.5", "--seed", "7", "--generate", "6", "--capture", "logits", "--out", inFolder(name), "--json"];
      return resultSchema.parse(JSON.parse((await inspect(...args)).stdout)).tokens;
    };
    expect(await again("d.safetensors")).toEqual(await again("e.safetensors"));
    const names = await withTrace(inFolder("d.safetensors"), (trace) => Promise.resolve([...trace.tensors.keys()]));
    expect(names).toContain("logits.ids");
    expect(names.filter((name) => /^(attention|router|residual)/.test(name))).toEqual([]);
  });

  it("stops on Ctrl-C and keeps what was captured", async () => {
    const data = inFolder("data-of-the-stopped");
    const args = ["inspect", "--model", demo, "--prompt", "Once upon a time", "--temperature", "2", "--generate", "100000", "--out", inFolder("f.safetensors"), "--json"];
    // The hash of the model is kept when the run is under way.
    const ended = await vitrine(args, { VITRINE_DATA: data }, () => existsSync(path.join(data, "model-hashes.json")));
    if (ended.code === 0) {
      expect(resultSchema.parse(JSON.parse(ended.stdout)).state).toBe("stopped");
      expect(existsSync(inFolder("f.safetensors"))).toBe(true);
    } else {
      // It came before the first token was evaluated.
      expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: "stopped" } });
      expect(existsSync(inFolder("f.safetensors"))).toBe(false);
    }
  });

  it("refuses wrong flags with the usage and code 2", async () => {
    const out = ["--out", inFolder("x.safetensors")];
    const wrong: [string[], string][] = [
      [["--prompt", "x", "--colour", "red", ...out], "--colour"],
      [out, "exactly one of --prompt"],
      [["--prompt", "x", "--tokens", "1", ...out], "exactly one of --prompt"],
      [["--tokens", "1,two", ...out], "1,two"],
      [["--tokens", "1", "--chat", ...out], "--chat"],
      [["--prompt", "x", "--capture", "attention,smell", ...out], "smell"],
      [["--prompt", "x", "--generate", "many", ...out], "--generate"],
      [["--prompt", "x", "--temperature=-1", ...out], "--temperature"],
      [["--prompt", "x"], "--out is missing"],
    ];
    await Promise.all(wrong.map(async ([args, words]) => failed(await inspect(...args), 2, words, "Usage: vitrine inspect")));
    expect(existsSync(inFolder("x.safetensors"))).toBe(false);
  });

  it("says what is wrong with a prompt, code 1, and writes nothing", async () => {
    const out = ["--out", inFolder("y.safetensors")];
    failed(await inspect("--prompt", "", ...out), 1, "empty");
    failed(await inspect("--prompt-file", put("latin1.txt", Uint8Array.of(0x61, 0x62, 0xe9, 0x20)), ...out), 1, "not valid UTF-8", "byte 2");
    failed(await inspect("--prompt-file", put("cut.txt", Uint8Array.of(0x61, 0xe2, 0x82)), ...out), 1, "not valid UTF-8", "byte 1");
    failed(await inspect("--prompt-file", inFolder("absent.txt"), ...out), 1, "absent.txt");
    failed(await inspect("--tokens", "1,999999", ...out), 1, "token id");
    expect(existsSync(inFolder("y.safetensors"))).toBe(false);
  });

  it("says what is wrong with a file, and as JSON where that was asked for", async () => {
    const broken = put("broken.gguf", "GGUF but no more");
    failed(await vitrine(["inspect", "--model", broken, "--prompt", "x", "--out", inFolder("z.safetensors")]), 1, "broken.gguf");
    failed(await inspect("--prompt", "x", "--out", inFolder("no/folder/z.safetensors")), 1, "no folder");
    const json = await vitrine(["inspect", "--model", inFolder("none.gguf"), "--prompt", "x", "--out", inFolder("z.safetensors"), "--json"]);
    expect(json).toMatchObject({ code: 1, stderr: expect.stringContaining("none.gguf") });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: "model-not-found" } });
  });
});

describe("vitrine score", () => {
  it("writes a line for each text, whose figures are those of an inspection of the text", async () => {
    const text = "The capital of Denmark is Copenhagen.";
    const ended = await score(`{"id":"a","text":"${text}"}\n\n{"id":7,"text":"So"}\n`, "scores.jsonl");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const [first, second, ...rest] = readFileSync(inFolder("scores.jsonl"), "utf8").trim().split("\n").map((line) => scoreSchema.parse(JSON.parse(line)));
    expect([first?.id, second?.id, rest.length]).toEqual(["a", 7, 0]);

    await inspect("--prompt", text, "--out", inFolder("g.safetensors"), "--capture", "attention");
    const { bytes } = await withTrace(inFolder("g.safetensors"), (trace) => trace.read(tensorNames.logprob));
    // The demo model's metadata ask for a beginning-of-sequence token: it is in front once, and every token of the text counts.
    const logprobs = Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)).slice(1);
    expect(first?.tokens).toBe(logprobs.length);
    expect(first?.token_ll).toHaveLength(logprobs.length);
    first?.token_ll.forEach((value, i) => expect(value).toBeCloseTo(logprobs[i] ?? NaN, 3));
    expect(first?.ll).toBeCloseTo(logprobs.reduce((sum, value) => sum + value, 0), 2);
  });

  it("names the line that is at fault and writes nothing", async () => {
    failed(await score('{"id":"a","text":"x"}\n{"id":"b","text":\n', "bad.jsonl"), 1, "Line 2");
    failed(await score('{"id":"a","text":"x"}\n\n{"id":"b"}\n', "bad.jsonl"), 1, "Line 3", "text");
    failed(await score('{"id":"a","text":""}\n', "bad.jsonl"), 1, "Line 1", "empty");
    failed(await score("\n", "bad.jsonl"), 1, "holds no texts");
    failed(await score(`{"id":"a","text":"x"}\n{"id":"b","text":"${"word ".repeat(20_000)}"}\n`, "bad.jsonl"), 1, "Line 2", "context");
    expect(existsSync(inFolder("bad.jsonl"))).toBe(false);
    expect(existsSync(inFolder("bad.jsonl.part"))).toBe(false);
  });

  it("stops on Ctrl-C between texts and keeps the scores so far", async () => {
    const out = inFolder("kept.jsonl");
    const lines = Array.from({ length: 20_000 }, (_, i) => `{"id":${i},"text":"The ${"old ".repeat(i % 4)}man number ${i}."}`).join("\n");
    const part = `${out}.part`;
    const ended = await vitrine(["score", "--model", demo, "--in", put("many.jsonl", lines), "--out", out], {}, () => existsSync(part) && readFileSync(part).length > 0);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/Stopped: \d+ of 20000 texts were scored/);
    const kept = readFileSync(out, "utf8").trim().split("\n").map((line) => scoreSchema.parse(JSON.parse(line)));
    expect(ended.stderr).toContain(`${kept.length} of`);
  });

  it("wants all of its flags", async () => {
    failed(await vitrine(["score", "--model", demo]), 2, "--in is missing", "Usage: vitrine score");
  });
});

describe("vitrine models", () => {
  it("lists what is there, for people and as JSON", async () => {
    const table = await vitrine(["models"]);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/demo\/demo-f16\.gguf .*deepseek2 +F16/);
    const json = await vitrine(["models", "--json"]);
    expect(json).toMatchObject({ code: 0 });
    const { models } = modelListSchema.parse(JSON.parse(json.stdout));
    expect(models.find(({ isDefault }) => isDefault)?.id).toBe("demo/demo-f16.gguf");
  });
});

describe("vitrine", () => {
  it("says what it can do, and refuses what it cannot", async () => {
    expect(await vitrine(["--help"])).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("inspect") });
    expect(await vitrine(["score", "--help"])).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("--in texts.jsonl") });
    failed(await vitrine(["dance"]), 2, "dance");
    failed(await vitrine([]), 2, "Usage");
  });
});
