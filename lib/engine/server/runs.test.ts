import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { CaptureKind } from "@/lib/domain/model";
import { tensorNames } from "@/lib/trace/names";
import { Bench, demoFolder, demoModel, greedy, largestGap, largestOf, someTokens, tokenPrompt } from "./testing/harness";
import { loadLibraries } from "./libraries";

const sampled = { temperature: 0.9, topK: 50, topP: 0.95, minP: 0.02, seed: 42 };
const story = { kind: "text", text: "Once upon a time there was a little", mode: "completion" } as const;

describe("a run", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(() => bench?.close());

  test("made twice with one seed gives the same trace, byte for byte, whatever ran between", async () => {
    const first = await bench.inspect({ prompt: story, generate: 24, sampling: sampled });
    await bench.inspect({ prompt: tokenPrompt(someTokens(300)), capture: ["router"] });
    const second = await bench.inspect({ prompt: story, generate: 24, sampling: sampled });
    const other = await bench.inspect({ prompt: story, generate: 24, sampling: { ...sampled, seed: 43 } });
    expect(second.outcome.traceSha256).toBe(first.outcome.traceSha256);
    expect(other.outcome.traceSha256).not.toBe(first.outcome.traceSha256);
    expect([...(await other.read(tensorNames.tokens))]).not.toEqual([...(await first.read(tensorNames.tokens))]);
  });

  test("made in a fresh process state gives the same trace as a warm one", async () => {
    const warm = await bench.inspect({ prompt: story, generate: 8 });
    const fresh = await Bench.open();
    const cold = await fresh.inspect({ prompt: story, generate: 8 });
    expect(cold.outcome.traceSha256).toBe(warm.outcome.traceSha256);
    await fresh.close();
  });

  test("stopped while it generates keeps whole rows in every tensor", async () => {
    const stop = new AbortController();
    let seen = 0;
    const run = await bench.inspect(
      { prompt: story, generate: 400, sampling: { ...sampled, temperature: 1.5, topK: 0, topP: 1, minP: 0 } },
      (event) => {
        if (event.type === "tokens" && ++seen === 6) stop.abort();
      },
      stop.signal,
    );
    expect(run.outcome.state).toBe("stopped");
    expect(run.outcome.manifest.finish).toBe("stopped");
    const tokens = (await run.read(tensorNames.tokens)).length;
    expect(tokens).toBeGreaterThan(run.outcome.manifest.promptTokens + 4);
    expect(tokens).toBeLessThan(run.outcome.manifest.promptTokens + 400);
    for (const layer of [0, 5]) {
      expect(run.shape(tensorNames.attention(layer))).toEqual([6, tokens, tokens]);
      expect(run.shape(tensorNames.residual(layer))).toEqual([tokens, 192]);
    }
    expect(run.shape(tensorNames.routerExperts(5))).toEqual([tokens, 2]);
    expect(run.shape(tensorNames.logitIds)[0]).toBe(tokens);
    const attention = await run.read(tensorNames.attention(5));
    const lastRow = Array.from(attention.slice((tokens - 1) * tokens, tokens * tokens));
    expect(Math.abs(lastRow.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(5e-3);

    const whole = await bench.inspect({ prompt: tokenPrompt([...(await run.read(tensorNames.tokens))]) });
    expect(largestGap(await run.read(tensorNames.logprob).then((p) => p.slice(1)), await whole.read(tensorNames.logprob).then((p) => p.slice(1)))).toBeLessThan(0.05);
  });

  test("stopped within the prompt keeps the chunks that were complete", async () => {
    const chunked = await Bench.open({ microBatchTokens: 16 });
    const stop = new AbortController();
    const run = await chunked.inspect(
      { prompt: tokenPrompt(someTokens(480)) },
      (event) => {
        if (event.type === "tokens") stop.abort();
      },
      stop.signal,
    );
    const tokens = (await run.read(tensorNames.tokens)).length;
    expect(run.outcome.state).toBe("stopped");
    expect(tokens).toBeGreaterThanOrEqual(16);
    expect(tokens % 16).toBe(0);
    expect(tokens).toBeLessThan(480);
    expect(run.outcome.manifest.promptTokens).toBe(tokens);
    expect(run.shape(tensorNames.residual(5))).toEqual([tokens, 192]);
    await chunked.close();
  });

  test("stopped before it began fails as stopped and leaves no file", async () => {
    const tracePath = bench.tracePath();
    const stop = AbortSignal.abort();
    await expect(bench.inspect({ prompt: story, tracePath }, undefined, stop)).rejects.toMatchObject({ code: "stopped" });
    expect(existsSync(tracePath)).toBe(false);
    expect(readdirSync(bench.folder).filter((file) => file.endsWith(".part"))).toEqual([]);
  });

  test("evaluated in chunks of 16 tokens captures what one chunk captures", async () => {
    const chunked = await Bench.open({ microBatchTokens: 16 });
    const prompt = tokenPrompt(someTokens(200));
    const [whole, pieces] = [await bench.inspect({ prompt }), await chunked.inspect({ prompt })];
    for (const layer of [0, 1, 2, 3, 4, 5]) {
      expect(largestGap(await whole.read(tensorNames.attention(layer)), await pieces.read(tensorNames.attention(layer)))).toBeLessThan(0.03);
      const residual = await whole.read(tensorNames.residual(layer));
      expect(largestGap(residual, await pieces.read(tensorNames.residual(layer))) / largestOf(residual)).toBeLessThan(1e-2);
    }
    expect(largestGap(await whole.read(tensorNames.logSumExp), await pieces.read(tensorNames.logSumExp))).toBeLessThan(0.1);
    expect(largestGap(await whole.read(tensorNames.attentionMetrics), await pieces.read(tensorNames.attentionMetrics))).toBeLessThan(0.05);
    const prompts = pieces.events.filter((event) => event.type === "prompt").map((event) => event.done);
    expect(prompts).toEqual([0, ...Array.from({ length: 13 }, (_, i) => Math.min(200, 16 * (i + 1)))]);
    await chunked.close();
  });

  test("streams every token once, in order, with the figures that the trace holds", async () => {
    const run = await bench.inspect({ prompt: story, generate: 12 });
    const streamed = run.events.flatMap((event) => (event.type === "tokens" ? event.tokens : []));
    const [ids, logprob, entropy, rank] = [await run.read(tensorNames.tokens), await run.read(tensorNames.logprob), await run.read(tensorNames.entropy), await run.read(tensorNames.rank)];
    expect(streamed.map(({ index }) => index)).toEqual(Array.from(ids, (_, i) => i));
    expect(streamed.map(({ id }) => id)).toEqual([...ids]);
    expect(streamed.map((token) => token.prompt)).toEqual(Array.from(ids, (_, i) => i < run.outcome.manifest.promptTokens));
    expect(streamed[0]).toMatchObject({ logprob: null, rank: null, special: true });
    streamed.slice(1).forEach((token, i) => {
      expect(token.logprob).toBeCloseTo(logprob[i + 1]!, 6);
      expect(token.entropy).toBeCloseTo(entropy[i + 1]!, 6);
      expect(token.rank).toBe(rank[i + 1]);
    });
    const text = Buffer.concat(streamed.slice(1).map(({ bytes }) => Buffer.from(bytes, "base64"))).toString("utf8");
    expect(text.startsWith(story.text)).toBe(true);
  });

  test("ends at the model's context and says so", async () => {
    const run = await bench.inspect({ prompt: tokenPrompt(someTokens(505)), generate: 100, sampling: { ...greedy, temperature: 2 }, capture: [] });
    expect(["context-full", "end-token"]).toContain(run.outcome.manifest.finish);
    const short = await Bench.open({ contextTokens: 20 });
    const full = await short.inspect({ prompt: tokenPrompt([0, 279, 1710, 723, 524]), generate: 100, sampling: { ...greedy, temperature: 8 }, capture: [] });
    expect(full.outcome.manifest.finish).toBe("context-full");
    expect(await full.read(tensorNames.tokens)).toHaveLength(20);
    await short.close();
  });

  test("loads a model once, keeps two that fit, and lets the one used longest ago go", async () => {
    const own = await Bench.open();
    const loads = async (file: string): Promise<boolean> => {
      const run = await own.inspect({ modelPath: path.join(demoFolder, file), prompt: story, capture: [] });
      return run.events.some((event) => event.type === "loading");
    };
    expect([await loads("demo-f16.gguf"), await loads("demo-f16.gguf")]).toEqual([true, false]);
    expect([await loads("demo-q8_0.gguf"), await loads("demo-f16.gguf")]).toEqual([true, false]);
    expect(own.worker.info().loadedModelPath).toBe(demoModel);
    expect([await loads("demo-q4_0.gguf"), await loads("demo-f16.gguf"), await loads("demo-q8_0.gguf")]).toEqual([true, false, true]);
    await own.close();
  });

  test("renders chat with the model's own template, with one beginning-of-sequence token", async () => {
    const chat = await bench.worker.tokenize({ modelPath: demoModel, prompt: { kind: "text", text: "What is 47 + 38?", mode: "chat" } }, () => undefined, new AbortController().signal);
    expect(chat.rendered).toBe("<｜begin▁of▁sentence｜><｜User｜>What is 47 + 38?<｜Assistant｜>");
    expect(chat.ids.filter((id) => id === 0)).toEqual([0]);
    expect(Buffer.concat(chat.bytes.map((bytes) => Buffer.from(bytes, "base64"))).toString("utf8")).toBe(chat.rendered);
    const twice = await bench.worker.tokenize({ modelPath: demoModel, prompt: { kind: "text", text: "<｜begin▁of▁sentence｜>The", mode: "completion" } }, () => undefined, new AbortController().signal);
    expect(twice).toMatchObject({ ids: [0, 279], rendered: "<｜begin▁of▁sentence｜>The" });
    const run = await bench.inspect({ prompt: { kind: "text", text: "What is 47 + 38?", mode: "chat" }, generate: 48 });
    expect(Buffer.concat(run.events.flatMap((event) => (event.type === "tokens" ? event.tokens : [])).map(({ bytes }) => Buffer.from(bytes, "base64"))).toString("utf8")).toContain("The answer is 85.");
    expect(run.outcome.manifest.finish).toBe("end-token");
  });

  test("takes the tokens of a branch as they are and remembers which were forced", async () => {
    const run = await bench.inspect({ prompt: { kind: "tokens", ids: [0, 279, 1710, 723, 524, 383], promptTokens: 5, forcedPositions: [5], text: "The nurse said that", mode: "completion", renderedPrompt: null }, generate: 4 });
    expect(run.outcome.manifest).toMatchObject({ promptTokens: 5, forcedPositions: [5], prompt: "The nurse said that", renderedPrompt: "<｜begin▁of▁sentence｜>The nurse said that" });
    expect((await run.read(tensorNames.tokens)).slice(0, 6)).toEqual(Int32Array.from([0, 279, 1710, 723, 524, 383]));
  });

  test.each<{ capture: CaptureKind[]; flash: boolean }>([
    { capture: [], flash: true },
    { capture: ["logits"], flash: true },
    { capture: ["router", "residual"], flash: true },
    { capture: ["attention"], flash: false },
  ])("that captures $capture has flash attention $flash and records nothing else", async ({ capture, flash }) => {
    const run = await bench.inspect({ prompt: story, generate: 2, capture });
    expect(run.outcome.manifest.engine).toMatchObject({ flashAttention: flash, kvType: flash ? "f16" : "f32" });
    expect(run.outcome.manifest.capture).toEqual(capture);
    expect(run.names.has(tensorNames.attentionMetrics)).toBe(capture.includes("attention"));
    expect(run.names.has(tensorNames.routerScores(1))).toBe(capture.includes("router"));
    expect(run.names.has(tensorNames.residual(0))).toBe(capture.includes("residual"));
    expect(run.names.has(tensorNames.logitIds)).toBe(capture.includes("logits"));
    for (const name of [tensorNames.tokens, tensorNames.logprob, tensorNames.rank, tensorNames.entropy, tensorNames.tokenBytes]) expect(run.names.has(name)).toBe(true);
  });

  test("without captures really computes with flash attention: its figures are those of that kernel to the last bit", async () => {
    const { addon } = await loadLibraries();
    const model = await addon.Model.load({ path: demoModel, gpuLayers: 0, useMmap: true });
    const tokens = Int32Array.from(someTokens(128));
    const figures = async (flashAttention: boolean, kvType: "f32" | "f16"): Promise<Float32Array> => {
      const context = { contextTokens: 512, microBatchTokens: 512, threads: 1, flashAttention, kvType };
      const capture = { attention: false, router: false, residual: false, logits: false };
      const result = await model.run({ tokens, generate: 0, sampling: greedy, context, capture });
      return new Float32Array(result.capture.read(tensorNames.entropy));
    };
    const run = await bench.inspect({ prompt: tokenPrompt([...tokens]), capture: [] });
    const ours = await run.read(tensorNames.entropy);
    expect(largestGap(ours, await figures(true, "f16"))).toBe(0);
    expect(largestGap(ours, await figures(false, "f16"))).toBeGreaterThan(0);
    model.dispose();
  });
});
