import { existsSync, mkdirSync, renameSync, statSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import { RandomWeights } from "@/scripts/gguf/random";
import { v2LiteBytes, writeV2LiteShape, type V2LiteShapeName } from "@/scripts/gguf/v2-lite-shape";
import { loadLibraries } from "@/lib/engine/server/libraries";
import { microBatchTokens, threadCount } from "@/lib/engine/server/run-settings";
import type { CaptureOptions, ContextOptions, Model } from "@/native/index";

export const DEMO = join(process.cwd(), "models/demo/demo-f16.gguf");
export const BENCH_FOLDER = join(process.cwd(), "data/bench");

export interface BenchModel {
  /** As the table names it. */
  label: string;
  path: string;
}

export const demoModel: BenchModel = { label: "demo", path: DEMO };

/**
 * The V2-Lite-shaped file, written on first use. `auto` takes the full one where it fits: on disk, and in memory twice over the
 * tensors that llama.cpp may repack; else the narrow one, and says so.
 */
export async function v2LiteModel(wanted: V2LiteShapeName | "auto", log: (line: string) => void): Promise<BenchModel> {
  const shape = wanted === "auto" ? fittingShape(log) : wanted;
  const path = join(BENCH_FOLDER, `v2-lite-${shape}.gguf`);
  if (!existsSync(path)) {
    mkdirSync(BENCH_FOLDER, { recursive: true });
    log(`Writing ${path} (${(v2LiteBytes(shape) / 1e9).toFixed(1)} GB) …`);
    await writeV2LiteShape(shape, `${path}.part`, DEMO);
    renameSync(`${path}.part`, path);
  }
  return { label: `V2-Lite shape (${shape})`, path };
}

function fittingShape(log: (line: string) => void): V2LiteShapeName {
  const needed = v2LiteBytes("full");
  const memory = freemem();
  if (memory < needed * 1.3) {
    log(`Only ${(memory / 1e9).toFixed(1)} GB of memory are free: the narrow variant of the V2-Lite shape is measured.`);
    return "narrow";
  }
  if (!existsSync(join(BENCH_FOLDER, "v2-lite-full.gguf"))) {
    mkdirSync(BENCH_FOLDER, { recursive: true });
    const { bavail, bsize } = statfsSync(BENCH_FOLDER);
    if (bavail * bsize < needed * 1.2) {
      log(`Only ${((bavail * bsize) / 1e9).toFixed(1)} GB of disk are free: the narrow variant of the V2-Lite shape is measured.`);
      return "narrow";
    }
  }
  return "full";
}

/** On the CPU, which every machine has. */
export async function loadModel({ path }: BenchModel): Promise<Model> {
  const { addon } = await loadLibraries();
  return addon.Model.load({ path, gpuLayers: 0, useMmap: true });
}

/**
 * Threads and micro-batch as the engine takes them for this model, float32 KV cache and no flash attention as captures of attention
 * need them. `plain`: llama.cpp's own micro-batch of 512, so that a smaller one counts as a cost of the captures.
 */
export function contextFor({ path }: BenchModel, { vocabulary }: Model, tokens: number, plain: boolean): ContextOptions {
  return {
    contextTokens: tokens,
    microBatchTokens: plain ? 512 : microBatchTokens(vocabulary),
    threads: threadCount(statSync(path).size),
    flashAttention: false,
    kvType: "f32",
  };
}

export const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 } as const;

export const captures = {
  none: { attention: false, router: false, residual: false, logits: false },
  /** What the target of the prompt is about. */
  nodes: { attention: true, router: true, residual: true, logits: false },
  /** What the page asks for. */
  everything: { attention: true, router: true, residual: true, logits: true },
} satisfies Record<string, CaptureOptions>;

/** Random tokens of the demo tokenizer; control tokens left out. */
export function randomPrompt(length: number): Int32Array {
  const random = new RandomWeights(7);
  return Int32Array.from({ length }, () => 10 + (random.bits() % 2_000));
}
