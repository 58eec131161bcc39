import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editListSchema } from "@/lib/domain/edit";
import type { EngineWorker } from "@/lib/engine/server/message-loop";
import { createWorker } from "@/lib/engine/server/worker";
import { decodeTensor } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { writeRandomModel } from "@/scripts/gguf/random-models";
import { largestDifference } from "./compare";
import type { ReferenceEdit } from "./edits";
import { forward } from "./forward";
import { ReferenceModel } from "./model";

const demo = join(process.cwd(), "models/demo/demo-f16.gguf");
const TOKENS = [0, ...Array.from({ length: 19 }, (_, i) => ((i % 12) * 397 + 100) % 2_048)];
/** Between them: both layouts of latent attention, ordinary attention, gates normalised and scaled, groups, dense models. */
const kinds = ["deepseek2-sigmoid", "deepseek2-lite-joined", "deepseek", "qwen2", "llama"] as const;

const onEveryModel: ReferenceEdit[] = [
  { kind: "head-off", layer: 1, head: 1, positions: [4, 11, 12] },
  { kind: "attention-block", layer: "all", head: 0, from: 0, to: "all" },
  { kind: "attention-block", layer: 0, head: "all", from: 9, to: 13 },
  { kind: "attention-write-off", layer: 2, positions: [6, 15] },
  { kind: "ffn-write-off", layer: 1, positions: [3] },
  { kind: "residual-scale", layer: 2, factor: 0.75, positions: "all" },
];

describe.each(kinds)("edits of %s", (kind) => {
  let folder: string;
  let worker: EngineWorker;
  let model: ReferenceModel;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-edits-"));
    await writeRandomModel(kind, join(folder, "model.gguf"), demo);
    model = new ReferenceModel(join(folder, "model.gguf"));
    worker = await createWorker({ hashCachePath: null, limits: { microBatchTokens: 8 } });
  }, 60_000);
  afterAll(async () => {
    await worker?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Experts at a mixture layer that the model chose, or did not, at a position of the clean run. */
  function onExperts(): ReferenceEdit[] {
    const { routing } = forward(model, TOKENS);
    const layer = routing.findLastIndex((each) => each !== null);
    const at = (position: number) => routing[layer]?.[position] ?? { experts: [] as number[] };
    if (layer < 0) return [];
    const unchosen = Array.from({ length: model.experts().count }, (_, expert) => expert).find((expert) => !at(10).experts.includes(expert)) ?? 0;
    return [
      { kind: "expert-off", layer, expert: at(5).experts[0] ?? 0, positions: "all" },
      { kind: "expert-reroute", layer, expert: at(7).experts[0] ?? 0, positions: [7, 8, 17] },
      { kind: "expert-force", layer, expert: unchosen, positions: [10] },
    ];
  }

  /** log p(token | before), from the second token on. */
  const logprobs = (edits: readonly ReferenceEdit[]): Float64Array =>
    Float64Array.from(forward(model, TOKENS, edits).logits.slice(0, -1), (logits, i) => (logits[TOKENS[i + 1] ?? 0] ?? NaN) - Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)));

  test("give log-probabilities within 1e-3 of the reference", async () => {
    for (const edits of [onEveryModel, onExperts()]) {
      const tracePath = join(folder, "trace.safetensors");
      await worker.inspect(
        {
          modelPath: join(folder, "model.gguf"),
          prompt: { kind: "tokens", ids: TOKENS, promptTokens: TOKENS.length, forcedPositions: [], text: null, mode: "completion", renderedPrompt: null },
          generate: 0,
          sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 },
          capture: [],
          edits: editListSchema.parse(edits),
          tracePath,
        },
        () => undefined,
        new AbortController().signal,
      );
      const { dtype, bytes } = await withTrace(tracePath, (trace) => trace.read(tensorNames.logprob));
      const expected = logprobs(edits);
      expect(largestDifference([expected], decodeTensor(dtype, bytes).slice(1))).toBeLessThan(1e-3);
      if (edits.length > 0) expect(largestDifference([expected], logprobs([]))).toBeGreaterThan(1e-2);
    }
  }, 60_000);
});
