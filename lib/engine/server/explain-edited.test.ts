import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { editListSchema, type EditInput } from "@/lib/domain/edit";
import type { Explanation } from "@/lib/domain/explanation";
import type { MadeWith } from "@/lib/engine/engine";
import { decodeTensor } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import type { ReferenceEdit } from "@/scripts/reference/edits";
import { forward } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { at } from "@/scripts/reference/operations";
import { Bench, demoModel, largestOf, someTokens, tokenPrompt } from "./testing/harness";

const TOKENS = someTokens(20);
const POSITION = 13;
let bench: Bench;
let modelPath: string;
let reference: ReferenceModel;
beforeAll(async () => {
  bench = await Bench.open({ microBatchTokens: 8 });
  modelPath = path.join(bench.folder, "demo-f32.gguf");
  await widenToFloat32(demoModel, modelPath);
  reference = new ReferenceModel(modelPath);
}, 60_000);
afterAll(() => bench?.close());

const madeWith = (edits: EditInput[]): MadeWith => ({ edits: editListSchema.parse(edits), given: TOKENS.length });
const signal = new AbortController().signal;
const nothing = (): void => undefined;
const explain = async (edits: EditInput[]): Promise<Explanation> => {
  const job = { modelPath, prompt: tokenPrompt(TOKENS), position: POSITION, target: { id: 400 }, foil: null, top: 5, lensPath: null, contributions: true, madeWith: madeWith(edits) };
  return (await bench.worker.explain(job, nothing, signal)).explanation;
};

test("an explanation of an edited run explains what the edited model says, and its parts add up", async () => {
  const edits: EditInput[] = [{ kind: "head-off", layer: 2, head: 1 }, { kind: "attention-block", from: 0, to: "all", layer: 4 }, { kind: "ffn-write-off", layer: 1, positions: [3, 4] }];
  const explanation = await explain(edits);
  const logits = forward(reference, TOKENS, editListSchema.parse(edits) as ReferenceEdit[]).logits[POSITION]!;
  expect(Math.abs(explanation.target.logit - at(logits, 400))).toBeLessThan(1e-3);
  expect(Math.abs(explanation.target.logit - at(forward(reference, TOKENS).logits[POSITION]!, 400))).toBeGreaterThan(0.01);
  expect(Math.abs(explanation.remainder!)).toBeLessThan(1e-3);
  expect(explanation.contributions?.attention[2]?.heads?.[1]).toBe(0);
  expect(explanation.checks.lastLayerGap).toBeLessThan(1e-3);
});

test("an expert that is off is a part of exactly 0", async () => {
  const [expert] = (await explain([])).contributions!.ffn[2]!.experts;
  const { contributions, remainder } = await explain([{ kind: "expert-off", layer: 2, expert: expert!.id }]);
  expect(contributions?.ffn[2]?.experts.find(({ id }) => id === expert!.id)).toMatchObject({ value: 0, gate: 0 });
  expect(Math.abs(remainder!)).toBeLessThan(1e-3);
});

test("where the stream itself is edited at the position there is a lens but no sum, and the reason is told", async () => {
  const there = await explain([{ kind: "residual-scale", layer: 5, factor: 0.5 }]);
  expect(there).toMatchObject({ contributions: null, remainder: null, missing: { lens: null, contributions: { reason: expect.stringContaining("residual-scale, layer 5") as string } } });
  expect(there.checks.lastLayerGap).toBeLessThan(1e-3);
  expect((await explain([{ kind: "residual-scale", layer: 2, factor: 0.5, positions: [3] }])).missing.contributions).toBeNull();
});

test("a head's whole map of an edited run leaves out what was blocked", async () => {
  const tracePath = bench.tracePath();
  const modelSha256 = (await bench.worker.modelFacts({ modelPath }, nothing, signal)).sha256;
  const job = { modelPath, modelSha256, tokens: TOKENS, layer: 1, head: 2, tracePath };
  await bench.worker.headMap({ ...job, madeWith: madeWith([{ kind: "attention-block", layer: 1, head: 2, from: 0, to: "all" }]) }, nothing, signal);
  const map = await withTrace(tracePath, async (trace) => {
    const { dtype, bytes } = await trace.read("attention.1.2");
    return decodeTensor(dtype, bytes);
  });
  expect(map[0]).toBe(1);
  for (let i = 1; i < TOKENS.length; i++) expect(map[i * TOKENS.length]).toBe(0);
});

test("norms of values are those of the edited run", async () => {
  const norms = async (edits: EditInput[]) => {
    const tracePath = bench.tracePath();
    await bench.worker.valueNorms({ modelPath, tokens: TOKENS, tracePath, madeWith: madeWith(edits) }, nothing, signal);
    return withTrace(tracePath, async (trace) => {
      const { dtype, bytes } = await trace.read(tensorNames.valueNorms);
      return decodeTensor(dtype, bytes);
    });
  };
  const [clean, edited] = [await norms([]), await norms([{ kind: "ffn-write-off", layer: 2 }])];
  const perLayer = clean.length / 6;
  // The first three layers come before the edit.
  expect([...edited.slice(0, 3 * perLayer)]).toEqual([...clean.slice(0, 3 * perLayer)]);
  expect(largestOf(edited.slice(3 * perLayer).map((value, i) => value - (clean[3 * perLayer + i] ?? NaN)))).toBeGreaterThan(1e-3);
});
