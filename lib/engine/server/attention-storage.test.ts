import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headMetrics } from "@/lib/math/head-metrics";
import { poolMap } from "@/lib/math/pooling";
import { decodeTensor } from "@/lib/trace/decode";
import { ATTENTION_KEYS_PER_ROW, ATTENTION_MINIMUM_WEIGHT, POOLED_SIZE, headMetrics as metricNames, tensorNames } from "@/lib/trace/names";
import { openTrace } from "@/lib/trace/safetensors-reader";
import { Bench, demoModel, greedy, largestGap, someTokens, tokenPrompt, type RecordedRun } from "./testing/harness";

const LAYERS = [0, 1, 2, 3, 4, 5];
const HEADS = 6;
const LENGTH = 300;

/** The heaviest keys of each row of a whole map, by definition: descending, ties to the lower key, −1 where too few are heavy enough. */
function topKeys(map: ArrayLike<number>, tokens: number): { keys: number[]; weights: number[] } {
  const [keys, weights]: [number[], number[]] = [[], []];
  for (let row = 0; row < HEADS * tokens; row++) {
    const i = row % tokens;
    const heavy = Array.from({ length: i + 1 }, (_, j) => ({ j, weight: map[row * tokens + j]! }))
      .filter(({ weight }) => weight >= ATTENTION_MINIMUM_WEIGHT)
      .sort((a, b) => b.weight - a.weight || a.j - b.j);
    for (let place = 0; place < ATTENTION_KEYS_PER_ROW; place++) {
      keys.push(heavy[place]?.j ?? -1);
      weights.push(heavy[place]?.weight ?? 0);
    }
  }
  return { keys, weights };
}

describe("attention kept whole", () => {
  let bench: Bench;
  let run: RecordedRun;
  let tokens: number[];
  const maps: Float32Array[] = [];
  const headMap = (layer: number, head: number): Float32Array => maps[layer]!.subarray(head * LENGTH * LENGTH, (head + 1) * LENGTH * LENGTH);

  beforeAll(async () => {
    bench = await Bench.open();
    run = await bench.inspect({ prompt: tokenPrompt(someTokens(LENGTH)) });
    tokens = [...(await run.read(tensorNames.tokens))];
    for (const layer of LAYERS) maps.push(Float32Array.from(await run.read(tensorNames.attention(layer))));
  });
  afterAll(() => bench?.close());

  test("has rows that sum to 1 over the keys before, and nothing behind", () => {
    for (const map of maps) {
      for (let row = 0; row < HEADS * LENGTH; row += 7) {
        const weights = map.subarray(row * LENGTH, (row + 1) * LENGTH);
        const i = row % LENGTH;
        expect(Math.abs(weights.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(5e-3);
        expect(weights.subarray(i + 1).every((weight) => weight === 0)).toBe(true);
      }
    }
  });

  test("has the head metrics that the plain definition gives", async () => {
    const metrics = await run.read(tensorNames.attentionMetrics);
    expect(run.shape(tensorNames.attentionMetrics)).toEqual([LAYERS.length, HEADS, metricNames.length]);
    for (const layer of LAYERS) {
      for (let head = 0; head < HEADS; head++) {
        const expected = headMetrics(headMap(layer, head), tokens);
        const start = (layer * HEADS + head) * metricNames.length;
        expected.forEach((value, i) => expect(Math.abs(metrics[start + i]! - value)).toBeLessThan(2e-3 * Math.max(1, value)));
      }
    }
    // The prompt repeats tokens: an induction score of exactly nothing everywhere would mean that nothing was measured.
    expect(Math.max(...LAYERS.map((layer) => metrics[layer * HEADS * metricNames.length + 5]!))).toBeGreaterThan(0);
  });

  test("has thumbnails that hold the largest weight of each cell, exactly", async () => {
    const [pooled, first] = [await run.read(tensorNames.attentionPooled), await run.read(tensorNames.attentionPooledFirst)];
    expect(run.shape(tensorNames.attentionPooled)).toEqual([LAYERS.length, HEADS, POOLED_SIZE, POOLED_SIZE]);
    for (const layer of LAYERS) {
      for (let head = 0; head < HEADS; head++) {
        const expected = poolMap(headMap(layer, head), LENGTH, POOLED_SIZE);
        const place = layer * HEADS + head;
        expect(largestGap(pooled.slice(place * POOLED_SIZE ** 2, (place + 1) * POOLED_SIZE ** 2), expected.cells)).toBe(0);
        expect(largestGap(first.slice(place * POOLED_SIZE, (place + 1) * POOLED_SIZE), expected.first)).toBe(0);
      }
    }
  });

  test("has mean maps over the heads", async () => {
    for (const layer of LAYERS) {
      const mean = await run.read(tensorNames.attentionMean(layer));
      const expected = Array.from({ length: LENGTH * LENGTH }, (_, cell) => {
        let sum = 0;
        for (let head = 0; head < HEADS; head++) sum += maps[layer]![head * LENGTH * LENGTH + cell]!;
        return sum / HEADS;
      });
      expect(largestGap(mean, expected)).toBeLessThan(5e-4);
    }
  });

  test("holds no more memory than 1.1 × the trace", async () => {
    expect(run.outcome.captureBytes).toBeGreaterThan(0);
    expect(run.outcome.captureBytes).toBeLessThan(1.1 * run.outcome.traceBytes);
    const keysOnly = await Bench.open({ attentionWholeLimit: 0 });
    const sparse = await keysOnly.inspect({ prompt: tokenPrompt(someTokens(LENGTH)), capture: ["attention"] });
    expect(sparse.outcome.captureBytes).toBeLessThan(1.1 * sparse.outcome.traceBytes);
    await keysOnly.close();
  });
});

describe("attention of a run beyond the limit", () => {
  let whole: Bench;
  let sparse: Bench;
  beforeAll(async () => {
    whole = await Bench.open({ contextTokens: 1_536 });
    sparse = await Bench.open({ contextTokens: 1_536, attentionWholeLimit: 95 });
  });
  afterAll(async () => {
    await whole?.close();
    await sparse?.close();
  });

  async function expectSame(kept: RecordedRun, dense: RecordedRun): Promise<void> {
    const tokens = (await dense.read(tensorNames.tokens)).length;
    expect(kept.outcome.manifest.attention).toMatchObject({ stored: "top-keys", keysPerRow: ATTENTION_KEYS_PER_ROW, minimumWeight: ATTENTION_MINIMUM_WEIGHT });
    expect(dense.outcome.manifest.attention).toMatchObject({ stored: "whole", keysPerRow: null });
    for (const layer of LAYERS) {
      expect(kept.names.has(tensorNames.attention(layer))).toBe(false);
      expect(kept.shape(tensorNames.attentionKeys(layer))).toEqual([HEADS, tokens, ATTENTION_KEYS_PER_ROW]);
      const expected = topKeys(await dense.read(tensorNames.attention(layer)), tokens);
      expect([...(await kept.read(tensorNames.attentionKeys(layer)))]).toEqual(expected.keys);
      expect(largestGap(await kept.read(tensorNames.attentionWeights(layer)), expected.weights)).toBe(0);
    }
    expect(largestGap(await kept.read(tensorNames.attentionMetrics), await dense.read(tensorNames.attentionMetrics))).toBe(0);
  }

  test("keeps the keys and metrics that a whole capture has", async () => {
    const prompt = tokenPrompt(someTokens(250));
    await expectSame(await sparse.inspect({ prompt, capture: ["attention"] }), await whole.inspect({ prompt, capture: ["attention"] }));
  });

  test("also when the limit is passed in the middle of generating", async () => {
    const job = { prompt: tokenPrompt(someTokens(90)), generate: 20, sampling: { ...greedy, temperature: 3 }, capture: ["attention" as const] };
    const [kept, dense] = [await sparse.inspect(job), await whole.inspect(job)];
    expect((await kept.read(tensorNames.tokens)).length).toBeGreaterThan(95);
    await expectSame(kept, dense);
  });

  test("above 1,024 tokens keeps top keys, below it whole maps, unless told otherwise", async () => {
    const long = await whole.inspect({ prompt: tokenPrompt(someTokens(1_100)), capture: ["attention"] });
    expect(long.outcome.manifest.attention?.stored).toBe("top-keys");
    expect(long.shape(tensorNames.attentionKeys(0))).toEqual([HEADS, 1_100, ATTENTION_KEYS_PER_ROW]);
    const exact = await whole.inspect({ prompt: tokenPrompt(someTokens(1_024)), capture: ["attention"] });
    expect(exact.outcome.manifest.attention?.stored).toBe("whole");
  }, 120_000);

  test("has thumbnails of the kept keys", async () => {
    const run = await sparse.inspect({ prompt: tokenPrompt(someTokens(250)), capture: ["attention"] });
    const [keys, weights] = [await run.read(tensorNames.attentionKeys(3)), await run.read(tensorNames.attentionWeights(3))];
    const map = new Float32Array(250 * 250);
    const head = 2;
    for (let i = 0; i < 250; i++) {
      for (let place = 0; place < ATTENTION_KEYS_PER_ROW; place++) {
        const at = (head * 250 + i) * ATTENTION_KEYS_PER_ROW + place;
        if (keys[at]! >= 0) map[i * 250 + keys[at]!] = weights[at]!;
      }
    }
    const place = 3 * HEADS + head;
    const pooled = (await run.read(tensorNames.attentionPooled)).slice(place * POOLED_SIZE ** 2, (place + 1) * POOLED_SIZE ** 2);
    expect(largestGap(pooled, poolMap(map, 250, POOLED_SIZE).cells)).toBe(0);
  });

  test("can be evaluated again for one head's whole map", async () => {
    const ids = someTokens(250);
    const dense = await whole.inspect({ prompt: tokenPrompt(ids), capture: ["attention"] });
    const tracePath = sparse.tracePath();
    const job = { modelPath: demoModel, modelSha256: dense.outcome.manifest.model.sha256, tokens: ids, layer: 4, head: 5, tracePath };
    const { traceBytes } = await sparse.worker.headMap(job, () => undefined, new AbortController().signal);
    expect(traceBytes).toBeGreaterThan(250 * 250 * 2);
    const trace = await openTrace(tracePath);
    expect([...trace.tensors.keys()]).toEqual(["attention.4.5"]);
    const { dtype, shape, bytes } = await trace.read("attention.4.5");
    expect(shape).toEqual([250, 250]);
    const expected = (await dense.read(tensorNames.attention(4))).slice(5 * 250 * 250, 6 * 250 * 250);
    expect(largestGap(decodeTensor(dtype, bytes), expected)).toBe(0);
    await trace.close();

    const wrong = (change: Partial<typeof job>) => sparse.worker.headMap({ ...job, ...change }, () => undefined, new AbortController().signal);
    await expect(wrong({ modelSha256: "0".repeat(64) })).rejects.toMatchObject({ code: "bad-request" });
    await expect(wrong({ head: 6 })).rejects.toMatchObject({ code: "bad-request" });
    await expect(wrong({ layer: 6 })).rejects.toMatchObject({ code: "bad-request" });
  });
});
