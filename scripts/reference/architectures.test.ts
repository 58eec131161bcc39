import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EngineWorker } from "@/lib/engine/server/message-loop";
import { createWorker } from "@/lib/engine/server/worker";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { LOGITS_KEPT, tensorNames } from "@/lib/trace/names";
import { openTrace, type TraceReader } from "@/lib/trace/safetensors-reader";
import { randomModelKinds, writeRandomModel, type RandomModelKind } from "@/scripts/gguf/random-models";
import { largestDifference } from "./compare";
import { forward, type ReferenceRun } from "./forward";
import { ReferenceModel } from "./model";
import { softmax } from "./operations";

const demo = join(process.cwd(), "models/demo/demo-f16.gguf");
/** 20 tokens, some of them twice, so that attention has something to find. */
const PROMPT = [0, ...Array.from({ length: 19 }, (_, i) => ((i % 12) * 397 + 100) % 2_048)];
const GENERATE = 4;

/** Captures of the real engine against a naive float64 evaluation of the same weights, for every architecture that is supported. */
describe.each(randomModelKinds)("a trace of %s", (kind: RandomModelKind) => {
  let folder: string;
  let worker: EngineWorker;
  let model: ReferenceModel;
  let trace: TraceReader;
  let expected: ReferenceRun;
  let tokens: number[];
  const read = async (name: string): Promise<TensorData> => {
    const { dtype, bytes } = await trace.read(name);
    return decodeTensor(dtype, bytes);
  };
  const layers = (): number[] => Array.from({ length: model.shape.layers }, (_, layer) => layer);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-architecture-"));
    const modelPath = join(folder, `${kind}.gguf`);
    const tracePath = join(folder, "trace.safetensors");
    await writeRandomModel(kind, modelPath, demo);
    // Small decodes, so that the prompt comes in three pieces and captures are put together from them.
    worker = await createWorker({ hashCachePath: null, limits: { microBatchTokens: 8 } });
    await worker.inspect(
      {
        modelPath,
        prompt: { kind: "tokens", ids: PROMPT, promptTokens: PROMPT.length, forcedPositions: [], text: null, mode: "completion", renderedPrompt: null },
        generate: GENERATE,
        sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 },
        capture: ["attention", "router", "residual", "logits"],
        tracePath,
      },
      () => undefined,
      new AbortController().signal,
    );
    trace = await openTrace(tracePath);
    tokens = [...(await read(tensorNames.tokens))];
    model = new ReferenceModel(modelPath);
    expected = forward(model, tokens);
  }, 60_000);

  afterAll(async () => {
    await trace?.close();
    await worker?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test("holds the prompt and the tokens that the reference would have chosen", () => {
    expect(tokens.slice(0, PROMPT.length)).toEqual(PROMPT);
    expect(tokens).toHaveLength(PROMPT.length + GENERATE);
    for (let i = PROMPT.length; i < tokens.length; i++) {
      const logits = expected.logits[i - 1]!;
      expect(logits[tokens[i]!]!).toBeGreaterThan(Math.max(...logits) - 2e-3);
    }
  });

  test("agrees on attention within 5e-4", async () => {
    for (const layer of layers()) expect(largestDifference([expected.attention[layer]!], await read(tensorNames.attention(layer)))).toBeLessThan(5e-4);
  });

  test("agrees on the residual stream within 1e-3 of its largest value", async () => {
    for (const layer of layers()) {
      const vectors = expected.residual[layer]!;
      const largest = Math.max(...vectors.map((vector) => Math.max(...vector.map(Math.abs))));
      expect(largestDifference(vectors, await read(tensorNames.residual(layer))) / largest).toBeLessThan(1e-3);
    }
  });

  test("names the same experts in the same order, with their gates, scores and margins; dense layers have none", async () => {
    for (const layer of layers()) {
      const routing = expected.routing[layer]!;
      if (routing === null) {
        expect(trace.tensors.has(tensorNames.routerExperts(layer))).toBe(false);
        continue;
      }
      expect([...(await read(tensorNames.routerExperts(layer)))]).toEqual(routing.flatMap(({ experts }) => experts));
      expect(largestDifference(routing.map(({ weights }) => Float64Array.from(weights)), await read(tensorNames.routerWeights(layer)))).toBeLessThan(1e-4);
      expect(largestDifference(routing.map(({ scores }) => scores), await read(tensorNames.routerScores(layer)))).toBeLessThan(1e-4);
      const margins = routing.map(({ selection, experts }) => {
        const worstChosen = Math.min(...experts.map((expert) => selection[expert]!));
        return worstChosen - Math.max(...[...selection].filter((_, expert) => !experts.includes(expert)));
      });
      expect(largestDifference([Float64Array.from(margins)], await read(tensorNames.routerMargin(layer)))).toBeLessThan(1e-4);
    }
  });

  test("agrees on the largest logits within 2e-3, and no larger one is left out", async () => {
    const [ids, values] = [await read(tensorNames.logitIds), await read(tensorNames.logitValues)];
    expected.logits.forEach((logits, token) => {
      const kept = Array.from({ length: LOGITS_KEPT }, (_, slot) => token * LOGITS_KEPT + slot);
      expect(new Set(kept.map((i) => ids[i]!)).size).toBe(LOGITS_KEPT);
      for (const i of kept) expect(Math.abs(values[i]! - logits[ids[i]!]!)).toBeLessThan(2e-3);
      const lastKept = Float64Array.from(logits).sort().at(-LOGITS_KEPT)!;
      expect(values[kept.at(-1)!]!).toBeGreaterThan(lastKept - 2e-3);
    });
  });

  test("agrees on what follows from all logits: their sum, log-probabilities, ranks and entropies", async () => {
    const sums = expected.logits.map((logits) => Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)));
    expect(largestDifference([Float64Array.from(sums)], await read(tensorNames.logSumExp))).toBeLessThan(2e-3);

    const entropies = expected.logits.map((logits) => -softmax(logits).reduce((sum, p) => sum + p * Math.log(p), 0));
    expect(largestDifference([Float64Array.from(entropies)], await read(tensorNames.entropy))).toBeLessThan(2e-3);

    const [logprob, rank] = [await read(tensorNames.logprob), await read(tensorNames.rank)];
    expect(logprob[0]).toBeNaN();
    expect(rank[0]).toBe(-1);
    for (let i = 1; i < tokens.length; i++) {
      const before = expected.logits[i - 1]!;
      const own = before[tokens[i]!]!;
      expect(Math.abs(logprob[i]! - (own - sums[i - 1]!))).toBeLessThan(2e-3);
      // Logits that lie closer together than the tolerance may stand in either order.
      expect(rank[i]).toBeGreaterThanOrEqual(1 + before.filter((value) => value > own + 2e-3).length);
      expect(rank[i]).toBeLessThanOrEqual(1 + before.filter((value) => value > own - 2e-3).length);
    }
  });
});
