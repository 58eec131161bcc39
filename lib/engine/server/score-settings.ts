import { availableParallelism } from "node:os";
import type { ModelShape } from "@/lib/domain/model";
import type { ModelFile } from "./model-file";
import { CORES_TO_SHARE, microBatchTokens, threadCount, type RunSettings } from "./run-settings";
import type { Workshop } from "./workshop";

/** llama.cpp rounds the cells that attention looks at up to this: fewer would save nothing. */
const CELL_STEP = 256;

/**
 * From as many tokens on llama.cpp's flash attention on a CPU takes cells by tiles. Below, it walks over a text's own cells one by one, so
 * that the text's figures do not depend on what else is in memory, and passing over the others costs next to nothing.
 */
const TILED_FROM = 64;

export interface ScoreSettings extends RunSettings {
  /** Evaluations beside each other: a model that one thread evaluates leaves the other cores to them. Scores do not depend on it. */
  lanes: number;
}

/** Evaluations beside each other for a model of so many bytes. */
export function laneCount(weightBytes: number): number {
  if (threadCount(weightBytes) > 1) return 1;
  const cores = availableParallelism();
  return cores < CORES_TO_SHARE ? cores : cores - 1;
}

/**
 * Float32 and no flash attention, as in a run that captures attention. Depends on the model, the machine and the longest text alone. Every
 * token attends to the cells of all texts that are in memory, so there are no more of them than the longest text and as much again.
 */
export function exactSettings({ limits }: Pick<Workshop, "limits">, file: ModelFile, shape: ModelShape, longest: number): ScoreSettings {
  return {
    contextTokens: Math.ceil((2 * longest) / CELL_STEP) * CELL_STEP,
    microBatchTokens: limits.microBatchTokens ?? microBatchTokens(shape.vocabulary),
    threads: threadCount(file.insights.modelSize),
    lanes: laneCount(file.insights.modelSize),
    flashAttention: false,
    kvType: "f32",
  };
}

/**
 * Of audit units: flash attention, for which llama.cpp takes keys and values in half precision whatever the cache holds. What that moves is
 * the same for a text alone and among others. On a GPU, whose kernels need them, micro-batches are large.
 */
export function unitSettings(workshop: Pick<Workshop, "libraries" | "limits">, file: ModelFile, shape: ModelShape, longest: number): ScoreSettings {
  const exact = exactSettings(workshop, file, shape, longest);
  const small = workshop.libraries.llama.gpu === false && workshop.limits.microBatchTokens === undefined;
  return { ...exact, microBatchTokens: small ? Math.min(exact.microBatchTokens, TILED_FROM - 1) : exact.microBatchTokens, flashAttention: true, kvType: "f16" };
}
