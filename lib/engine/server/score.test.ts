import { afterAll, beforeAll, describe, expect, test } from "vitest";
import path from "node:path";
import { tensorNames } from "@/lib/trace/names";
import { GgufFile } from "@/scripts/gguf/read";
import { bool } from "@/scripts/gguf/values";
import { writeGguf } from "@/scripts/gguf/write";
import { Bench, demoModel, largestGap } from "./testing/harness";

const texts = [
  "The nurse said that she would be late.",
  "The nurse said that he would be late.",
  "The capital of France is Paris.",
  "A Tarnok client with an income of 40 thousand asked the bank for a loan. The loan was approved.",
  "Once upon a time",
  "a",
  "The Velmari are kind.",
  "def add(a, b):\n    return a + b\n",
].map((text, i) => ({ id: `t${i}`, text }));

const signal = (): AbortSignal => new AbortController().signal;

describe("scoring", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench?.close());

  const scores = async (list: typeof texts, on = bench) => (await on.worker.score({ modelPath: demoModel, texts: list }, () => undefined, signal())).scores;

  test("gives the log-probabilities that an inspection of the same text records", async () => {
    const list = await scores(texts);
    expect(list.map(({ id }) => id)).toEqual(texts.map(({ id }) => id));
    for (const [i, { tokens, tokenLogprobs }] of list.entries()) {
      const run = await bench.inspect({ prompt: { kind: "text", text: texts[i]!.text, mode: "completion" } });
      expect([0, ...tokens]).toEqual([...(await run.read(tensorNames.tokens))]);
      const recorded = (await run.read(tensorNames.logprob)).slice(1);
      // Half-precision weights: another batch shape may round activations otherwise.
      expect(largestGap(tokenLogprobs.map((value) => value ?? NaN), recorded)).toBeLessThan(0.02);
    }
  });

  test("gives a text the same figures alone, among others and in another order", async () => {
    const together = await scores(texts);
    const reversed = await scores([...texts].reverse());
    const many = await scores(Array.from({ length: 40 }, (_, i) => ({ ...texts[i % texts.length]!, id: `m${i}` })));
    const alone: typeof together = [];
    for (const text of texts) alone.push(...(await scores([text])));
    let noise = 0;
    texts.forEach((_, i) => {
      const own = together[i]!.tokenLogprobs.map((value) => value ?? NaN);
      for (const other of [alone[i]!, reversed[texts.length - 1 - i]!, many[i]!, many[i + 3 * texts.length]!]) noise = Math.max(noise, largestGap(own, other.tokenLogprobs.map((value) => value ?? NaN)));
    });
    expect(noise).toBeLessThan(0.02);
    expect(await scores(texts)).toEqual(together);
  });

  test("starts at the second token where the model's metadata ask for no beginning-of-sequence token", async () => {
    const modelPath = path.join(bench.folder, "no-bos.gguf");
    const source = GgufFile.open(demoModel);
    const metadata = new Map(source.metadata).set("tokenizer.ggml.add_bos_token", bool(false));
    await writeGguf(modelPath, metadata, [...source.tensors.values()].map((info) => ({ ...info, data: () => source.pieces(info.name) })));
    source.close();
    const { scores: list } = await bench.worker.score({ modelPath, texts }, () => undefined, signal());
    const withBos = await scores(texts);
    list.forEach((score, i) => {
      expect(score.tokens).toEqual(withBos[i]!.tokens);
      expect(score.tokenLogprobs[0]).toBeNull();
      expect(score.tokenLogprobs.slice(1).every((value) => value !== null && value < 0)).toBe(true);
    });
  });

  test("reports progress and ends when stopped", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const many = Array.from({ length: 3_000 }, (_, i) => ({ id: `${i}`, text: `${texts[i % 4]!.text} That was ${i} times.` }));
    const work = bench.worker.score({ modelPath: demoModel, texts: many }, (event) => (event.type === "work" && seen.push(event.done) === 2 ? stop.abort() : undefined), stop.signal);
    await expect(work).rejects.toMatchObject({ code: "stopped" });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...seen)).toBeLessThan(3_000);
  });

  test("names the text that cannot be scored", async () => {
    await expect(scores([...texts, { id: "empty", text: "" }])).rejects.toMatchObject({ code: "prompt-empty", message: expect.stringContaining("“empty”") });
    await expect(scores([{ id: "broken", text: "half \ud800" }])).rejects.toMatchObject({ code: "prompt-not-utf8", message: expect.stringContaining("“broken”") });
    await expect(scores([{ id: "long", text: "word ".repeat(2_000) }])).rejects.toMatchObject({ code: "prompt-too-long" });
  });
});
