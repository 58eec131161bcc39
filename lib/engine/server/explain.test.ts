import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VitrineError } from "@/lib/domain/errors";
import type { Explanation } from "@/lib/domain/explanation";
import type { ExplainJob, WorkProgress } from "@/lib/engine/engine";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { randomModelKinds, writeRandomModel } from "@/scripts/gguf/random-models";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import { referenceLens, referenceParts } from "@/scripts/reference/explain";
import fixtures from "@/scripts/reference/fixtures/explanations.json";
import { forward } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { Bench, demoFolder, demoModel, someTokens, tokenPrompt } from "./testing/harness";

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-explain-"));
const wide = path.join(folder, "demo-f32.gguf");
let bench: Bench;
beforeAll(async () => {
  // Small decodes, so that texts come in several pieces.
  bench = await Bench.open({ microBatchTokens: 8 });
  await widenToFloat32(demoModel, wide);
});
afterAll(async () => {
  await bench?.close();
  rmSync(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;
const explain = async (job: Partial<ExplainJob> & Pick<ExplainJob, "prompt">, signal = never, onEvent: (event: WorkProgress) => void = () => undefined): Promise<Explanation> => {
  const all = { modelPath: demoModel, position: null, target: null, foil: null, top: 10, lensPath: null, contributions: true, ...job };
  return (await bench.worker.explain(all, onEvent, signal)).explanation;
};
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const sizeOf = ({ contributions: parts }: Explanation): number => sum([parts!.embedding, ...parts!.attention.map(({ total }) => total), ...parts!.ffn.map(({ total }) => total)].map(Math.abs));
const refusal = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  const error: unknown = await work.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof VitrineError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
};

type Parts = ReturnType<typeof referenceParts>;
function expectParts(explanation: Explanation, parts: Parts, tolerance: number): void {
  const { contributions: ours, logit, remainder } = explanation;
  if (!ours) throw new Error(explanation.missing.contributions?.reason);
  const near = (a: number | null, b: number | null): void => expect(Math.abs((a ?? NaN) - (b ?? NaN))).toBeLessThan(tolerance);
  near(logit, parts.logit);
  near(ours.embedding, parts.embedding);
  expect(ours.attention).toHaveLength(parts.layers.length);
  parts.layers.forEach((layer, l) => {
    near(ours.attention[l]!.total, layer.attention);
    layer.heads.forEach((value, head) => near(ours.attention[l]!.heads![head]!, value));
    near(ours.ffn[l]!.total, layer.ffn);
    expect(ours.ffn[l]!.experts.map(({ id }) => id)).toEqual(layer.experts.map(({ id }) => id));
    layer.experts.forEach(({ value }, slot) => near(ours.ffn[l]!.experts[slot]!.value, value));
    if (layer.shared === null) expect(ours.ffn[l]!.shared).toBeNull();
    else near(ours.ffn[l]!.shared, layer.shared);
    if (layer.experts.length === 0) near(ours.ffn[l]!.dense, layer.ffn);
    else expect(ours.ffn[l]!.dense).toBeNull();
  });
  expect(Math.abs(remainder!)).toBeLessThanOrEqual(1e-3 * sizeOf(explanation));
}

describe("an explanation of the demo model, widened to float32", () => {
  test.each(fixtures.map((fixture, i) => [i, fixture] as const))("has the reference's lens and parts (case %i)", async (_, { tokens, position, target, foil, lens, parts }) => {
    const ours = await explain({ modelPath: wide, prompt: tokenPrompt(tokens), position, target: { id: target }, foil: foil === null ? null : { id: foil } });
    expect(ours.lens!.map(({ ids }) => ids[0])).toEqual(lens.map(({ first }) => first));
    lens.forEach(({ logprobs, entropy }, l) => {
      expect(Math.abs(ours.lens![l]!.targetLogprob - logprobs[0]!)).toBeLessThan(1e-3);
      if (foil !== null) expect(Math.abs(ours.lens![l]!.foilLogprob! - logprobs[1]!)).toBeLessThan(1e-3);
      expect(Math.abs(ours.lens![l]!.entropy - entropy)).toBeLessThan(1e-3);
    });
    expectParts(ours, parts, 1e-3);
  });

  test("leaves a remainder of at most a thousandth, at the first token too, whose residual is in the thousands", async () => {
    for (const position of [0, 1, 7]) {
      const ours = await explain({ modelPath: wide, prompt: tokenPrompt(someTokens(8)), position });
      expect(Math.abs(ours.remainder!)).toBeLessThanOrEqual(1e-3 * sizeOf(ours));
    }
  });
});

describe.each(randomModelKinds)("an explanation of %s", (kind) => {
  test("has the reference's lens and parts, and adds up", async () => {
    const modelPath = path.join(folder, `${kind}.gguf`);
    await writeRandomModel(kind, modelPath, demoModel);
    const tokens = someTokens(12);
    const model = new ReferenceModel(modelPath);
    const run = forward(model, tokens);
    for (const [position, foil] of [[11, null], [5, 300]] as const) {
      const ours = await explain({ modelPath, prompt: tokenPrompt(tokens), position, target: { id: 77 }, foil: foil === null ? null : { id: foil } });
      expectParts(ours, referenceParts(model, run, position, 77, foil), 1e-3);
      referenceLens(model, run, position, [77]).forEach(({ first, logprobs, entropy }, l) => {
        expect(ours.lens![l]!.ids[0]).toBe(first);
        expect(Math.abs(ours.lens![l]!.targetLogprob - logprobs[0]!)).toBeLessThan(1e-3);
        expect(Math.abs(ours.lens![l]!.entropy - entropy)).toBeLessThan(1e-3);
      });
    }
  });
});

describe("an explanation", () => {
  test.each(["demo-f16.gguf", "demo-q8_0.gguf", "demo-q4_0.gguf"])("of %s adds up to the model's own logit, and its last layer is the model's output", async (file) => {
    const ours = await explain({ modelPath: path.join(demoFolder, file), prompt: { kind: "text", text: "The capital of Denmark is", mode: "completion" } });
    expect(Math.abs(ours.remainder!)).toBeLessThanOrEqual(1e-2 * sizeOf(ours));
    expect(ours.checks.lastLayerGap).toBeLessThan(1e-4);
    const last = ours.lens!.at(-1)!;
    expect(last.ids[0]).toBe(ours.target.id);
    expect(Math.abs(last.targetLogprob - ours.target.logprob)).toBeLessThan(1e-4);
    expect(last.targetRank).toBe(ours.target.rank);
    for (const { total, heads } of ours.contributions!.attention) expect(Math.abs(sum(heads!) - total)).toBeLessThan(1e-2 * sizeOf(ours));
    for (const { total, experts, shared, dense } of ours.contributions!.ffn) expect(Math.abs(sum(experts.map(({ value }) => value)) + (shared ?? 0) + (dense ?? 0) - total)).toBeLessThan(1e-2 * sizeOf(ours));
  });

  test("names the tokens that led in any layer, with the log-probabilities of the lens", async () => {
    const ours = await explain({ prompt: tokenPrompt(someTokens(20)) });
    expect(new Set(ours.everFirst.map(({ id }) => id))).toEqual(new Set(ours.lens!.map(({ ids }) => ids[0])));
    const target = ours.everFirst.find(({ id }) => id === ours.target.id)!;
    target.logprobs.forEach((value, l) => expect(Math.abs(value - ours.lens![l]!.targetLogprob)).toBeLessThan(1e-5));
    const named = new Set(ours.names.map(({ id }) => id));
    for (const id of ours.lens!.flatMap(({ ids }) => ids)) expect(named).toContain(id);
  });

  test("of the difference of two tokens is the difference of their explanations", async () => {
    const prompt = tokenPrompt(someTokens(16));
    const [both, first, second] = [
      await explain({ prompt, target: { id: 400 }, foil: { id: 700 } }),
      await explain({ prompt, target: { id: 400 } }),
      await explain({ prompt, target: { id: 700 } }),
    ];
    expect(both.logit).toBeCloseTo(first.logit - second.logit, 5);
    both.contributions!.ffn.forEach(({ total }, l) => expect(total).toBeCloseTo(first.contributions!.ffn[l]!.total - second.contributions!.ffn[l]!.total, 8));
  });

  test("of every position goes into a file, which agrees with single explanations", async () => {
    const prompt = tokenPrompt(someTokens(20));
    const lensPath = path.join(folder, "lens.safetensors");
    await explain({ prompt, target: { id: 400 }, lensPath });
    const single = await explain({ prompt, position: 9, target: { id: 400 } });
    const read = (name: string): Promise<TensorData> => withTrace(lensPath, async (trace) => {
      const { dtype, bytes } = await trace.read(name);
      return decodeTensor(dtype, bytes);
    });
    const [ids, asked, entropy] = [await read(tensorNames.lensIds), await read(tensorNames.lensAskedLogprobs), await read(tensorNames.lensEntropy)];
    const layers = single.lens!.length;
    single.lens!.forEach((layer, l) => {
      expect(ids[(9 * layers + l) * 10]).toBe(layer.ids[0]);
      expect(Math.abs(asked[9 * layers + l]! - layer.targetLogprob)).toBeLessThan(1e-4);
      expect(Math.abs(entropy[9 * layers + l]! - layer.entropy)).toBeLessThan(1e-4);
    });
    // Whoever reads the file has no model to ask what its tokens say.
    const [named, bytes, offsets] = [await read(tensorNames.lensTokens), await read(tensorNames.lensTokenBytes), await read(tensorNames.lensTokenOffsets)];
    expect([...named]).toEqual([...new Set([...ids, 400])].sort((a, b) => a - b));
    for (const { id, bytes: text } of single.names) {
      const at = named.indexOf(id);
      expect(Buffer.from(bytes.slice(offsets[at], offsets[at + 1])).toString("base64")).toBe(text);
    }
  });

  test("made twice is the same, whatever was explained between", async () => {
    const prompt = tokenPrompt(someTokens(24));
    const first = await explain({ prompt, position: 20 });
    await explain({ prompt, position: 5 });
    await bench.inspect({ prompt: tokenPrompt(someTokens(30)) });
    expect(await explain({ prompt, position: 20 })).toEqual(first);
  });

  test("refuses a target of several tokens, and says that a space in front would help", async () => {
    const prompt = { kind: "text", text: "The capital of Denmark is", mode: "completion" } as const;
    const error = await refusal(explain({ prompt, target: { text: "garden" } }));
    expect(error).toMatchObject({ code: "bad-request" });
    expect(error.message).toContain("must be one token");
    expect(error.message).toContain("with a space in front");
    expect((await explain({ prompt, target: { text: " garden" } })).notes).toEqual([]);
    const [note] = (await explain({ prompt, target: { text: "river" } })).notes;
    expect(note).toContain("begins without a space");
  });

  test("refuses positions outside the text, ids that do not exist, and a foil that is the target", async () => {
    const prompt = tokenPrompt(someTokens(8));
    expect(await refusal(explain({ prompt, position: 8 }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(explain({ prompt, position: -1 }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(explain({ prompt, target: { id: 99_999 } }))).toMatchObject({ code: "token-out-of-range" });
    expect(await refusal(explain({ prompt, target: { id: 5 }, foil: { id: 5 } }))).toMatchObject({ code: "bad-request" });
    expect(await refusal(explain({ prompt, modelSha256: "0".repeat(64) }))).toMatchObject({ code: "bad-request" });
  });

  test("can be stopped, and the engine goes on", async () => {
    const stop = new AbortController();
    const work = explain({ prompt: tokenPrompt(someTokens(400)), lensPath: path.join(folder, "stopped.safetensors") }, stop.signal, (event) => event.type === "work" && stop.abort());
    expect(await refusal(work)).toMatchObject({ code: "stopped" });
    expect((await explain({ prompt: tokenPrompt(someTokens(8)) })).lens).toHaveLength(6);
  });
});
