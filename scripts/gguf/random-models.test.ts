import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forward } from "@/scripts/reference/forward";
import { ReferenceModel } from "@/scripts/reference/model";
import { randomModelKinds, writeRandomModel } from "./random-models";
import { v2LiteBytes } from "./v2-lite-shape";

const demo = join(process.cwd(), "models/demo/demo-f16.gguf");
const TOKENS = [0, ...Array.from({ length: 23 }, (_, i) => (i * 397 + 100) % 2_048)];

describe("random models", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-random-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = async (kind: (typeof randomModelKinds)[number], seed: number): Promise<string> => {
    const path = join(folder, `${kind}-${seed}.gguf`);
    await writeRandomModel(kind, path, demo, seed);
    return path;
  };
  const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

  test("the same seed gives the same bytes and another seed others", async () => {
    const first = hash(await write("qwen2", 1));
    expect(hash(await write("qwen2", 1))).toBe(first);
    expect(hash(await write("qwen2", 2))).not.toBe(first);
  });

  test.each(randomModelKinds)("%s attends neither evenly nor to one token, and its activations stay small", async (kind) => {
    const run = forward(new ReferenceModel(await write(kind, 1)), TOKENS);
    const tokens = TOKENS.length;
    run.attention.forEach((weights) => {
      // Entropy of the last row of each head against that of an even row.
      const heads = weights.length / tokens ** 2;
      let entropy = 0;
      for (let head = 0; head < heads; head++) {
        const row = weights.subarray((head * tokens + tokens - 1) * tokens, (head * tokens + tokens) * tokens);
        entropy -= row.reduce((sum, weight) => sum + weight * Math.log(weight), 0) / heads;
      }
      expect(entropy / Math.log(tokens)).toBeGreaterThan(0.2);
      expect(entropy / Math.log(tokens)).toBeLessThan(0.97);
    });
    for (const vector of run.residual.flat()) for (const value of vector) expect(Math.abs(value)).toBeLessThan(100);
  });

  test.each(["deepseek2-lite", "deepseek2-lite-joined", "deepseek2-sigmoid", "deepseek2-softmax"] as const)("%s sends its tokens to many experts", async (kind) => {
    const model = new ReferenceModel(await write(kind, 1));
    const run = forward(model, TOKENS);
    expect(run.routing[0]).toBeNull();
    for (const layer of run.routing.slice(1)) {
      const used = new Set(layer?.flatMap((routing) => routing.experts));
      expect(used.size).toBeGreaterThan(model.experts().count / 2);
      const favourite = new Set(layer?.map((routing) => routing.experts[0]));
      expect(favourite.size).toBeGreaterThan(2);
    }
  });

  test("the sigmoid router's bias and group limit both change the choice", async () => {
    const model = new ReferenceModel(await write("deepseek2-sigmoid", 1));
    const run = forward(model, TOKENS);
    const routings = run.routing.flatMap((layer) => layer ?? []);
    const withoutEither = (scores: Float64Array): number[] =>
      Array.from(scores, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, 4);
    const changed = routings.filter(({ scores, experts }) => [...experts].sort().join() !== withoutEither(scores).sort().join());
    expect(changed.length).toBeGreaterThan(routings.length / 10);
    for (const { selection } of routings) expect(selection.filter((score) => score === -Infinity)).toHaveLength(8);
  });
});

describe("the V2-Lite shape", () => {
  test("takes the place of the real model in 4-bit blocks, and a sixteenth of it when narrow", () => {
    expect(v2LiteBytes("full") / 1e9).toBeCloseTo(8.85, 1);
    expect(v2LiteBytes("narrow") / 1e9).toBeCloseTo(0.6, 1);
  });
});
