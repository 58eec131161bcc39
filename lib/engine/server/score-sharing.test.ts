import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRandomModel } from "@/scripts/gguf/random-models";
import type { ContextOptions, Model, ScoreOptions } from "@/native/index";
import { loadLibraries } from "./libraries";
import { demoModel, largestGap, someTokens } from "./testing/harness";

const tokens = someTokens(500);
const cut = (...parts: (readonly [number, number])[]): Int32Array => Int32Array.from(parts.flatMap(([from, to]) => tokens.slice(from, to)));
/** Beginnings in common of several lengths, one text within another, equal ones, single tokens, and one longer than a micro-batch. */
const sequences = [
  cut([0, 12]),
  cut([0, 8], [100, 106]),
  cut([0, 8], [110, 113]),
  cut([0, 3], [120, 130]),
  cut([200, 210]),
  cut([0, 150]),
  cut([0, 140], [300, 310]),
  cut([0, 1]),
  cut([0, 8]),
  cut([0, 12]),
  cut([50, 51]),
];
const wanted = sequences.map((_, i) => Int32Array.from(i % 3 === 0 ? [] : [300 + i, 5, 2_000]));
const context = (contextTokens: number, microBatchTokens = 63): ContextOptions => ({ contextTokens, microBatchTokens, threads: 1, flashAttention: true, kvType: "f32" });

/** Largest difference over all rows; both are NaN at the same places. */
function gap(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  expect(a.map((row) => Array.from(row, Number.isNaN))).toEqual(b.map((row) => Array.from(row, Number.isNaN)));
  const numbers = (rows: readonly Float64Array[]) => rows.flatMap((row) => Array.from(row).filter((value) => !Number.isNaN(value)));
  return largestGap(numbers(a), numbers(b));
}

/** Weights of the random models are float32: what remains is the order of summation. Half-precision weights and near ties of routers move more. */
describe.each([
  { kind: "demo", tolerance: 0.02 },
  { kind: "deepseek2-lite", tolerance: 1e-4 },
  { kind: "deepseek2-sigmoid", tolerance: 1e-4 },
  { kind: "qwen2", tolerance: 1e-4 },
  { kind: "llama", tolerance: 1e-4 },
] as const)("texts that begin alike, on $kind", ({ kind, tolerance }) => {
  let model: Model;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "vitrine-sharing-"));
    const file = kind === "demo" ? demoModel : path.join(folder, "model.gguf");
    if (kind !== "demo") await writeRandomModel(kind, file, demoModel, 3);
    const { addon } = await loadLibraries();
    model = await addon.Model.load({ path: file, gpuLayers: 0, useMmap: true });
  });
  afterAll(() => {
    model?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const score = (options: Partial<ScoreOptions>) => model.score({ sequences, wanted, context: context(512), ...options });

  test("have the figures that each has alone, whether what they share is evaluated once or for each", async () => {
    const alone: Float64Array[] = [];
    for (const [i, sequence] of sequences.entries()) alone.push(...(await score({ sequences: [sequence], wanted: [wanted[i]!] })).logprobs);
    alone.forEach((row, i) => {
      expect(row[0]).toBeNaN();
      expect(row).toHaveLength(sequences[i]!.length + wanted[i]!.length);
      expect(row.slice(1).every((value) => value < 0)).toBe(true);
    });
    expect(gap((await score({})).logprobs, alone)).toBeLessThan(tolerance);
    expect(gap((await score({ share: false })).logprobs, alone)).toBeLessThan(tolerance);
    // Little room: packs of few texts, decodes of few tokens.
    expect(gap((await score({ context: context(160, 16) })).logprobs, alone)).toBeLessThan(tolerance);
    expect(gap((await score({ context: context(256), sequences: [...sequences].reverse(), wanted: [...wanted].reverse() })).logprobs.reverse(), alone)).toBeLessThan(tolerance);
  });

  test("repeat to the last bit, whatever was scored between", async () => {
    const first = await score({ context: context(256) });
    await score({ sequences: [cut([0, 400])], wanted: [], context: context(512) });
    expect(await score({ context: context(256) })).toEqual(first);
  });

  test("may ask for later tokens only", async () => {
    const from = Int32Array.from(sequences, (sequence, i) => (i % 2 === 0 ? Math.ceil(sequence.length / 2) : sequence.length));
    const all = await score({});
    const some = await score({ from });
    const expected = all.logprobs.map((row, i) => row.map((value, position) => (position < from[i]! && position < sequences[i]!.length ? NaN : value)));
    expect(gap(some.logprobs, expected)).toBeLessThan(tolerance);
  });

  test("diverge as their whole distributions say, wherever the two sides are evaluated", async () => {
    const everyId = Int32Array.from({ length: model.vocabulary }, (_, id) => id);
    const [a, b] = [cut([0, 8], [100, 106]), cut([0, 6], [100, 108])];
    const distribution = async (sequence: Int32Array) => (await model.score({ sequences: [sequence], wanted: [everyId], context: context(512) })).logprobs[0]!.subarray(sequence.length);
    const direct: number[] = [];
    for (let k = 0; k < 4; k++) {
      const [p, q] = [await distribution(a.slice(0, 8 + k)), await distribution(b.slice(0, 6 + k))];
      direct.push(p.reduce((total, log, i) => total + (Math.exp(log) * (log - Math.log((Math.exp(log) + Math.exp(q[i]!)) / 2)) + Math.exp(q[i]!) * (q[i]! - Math.log((Math.exp(log) + Math.exp(q[i]!)) / 2))) / 2, 0));
    }
    // Behind the others, so that both sides fall into one pack, and then into several.
    const divergences = [Int32Array.from([11, 7, 12, 5, 4]), Int32Array.from([11, 7, 11, 7, 4])];
    for (const room of [context(512), context(160, 16)]) {
      const { divergences: found } = await score({ sequences: [...sequences, a, b], divergences, context: room });
      expect(largestGap(found[0]!, direct)).toBeLessThan(tolerance);
      expect(Math.min(...direct)).toBeGreaterThan(0);
      expect([...found[1]!]).toEqual([0, 0, 0, 0]);
    }
  });

  test("stop when told", async () => {
    const many = Array.from({ length: 200 }, (_, i) => cut([0, 5], [i, i + 20]));
    const work = model.score({ sequences: many, context: context(256), onProgress: () => model.stop() });
    await expect(work).rejects.toMatchObject({ code: "stopped" });
  });
});
