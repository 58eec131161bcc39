import { freemem } from "node:os";
import { GgmlType } from "node-llama-cpp";
import { VitrineError } from "@/lib/domain/errors";
import type { CaptureKind, ModelShape } from "@/lib/domain/model";
import { ATTENTION_KEYS_PER_ROW, INVERSE_TEMPERATURE_COUNT, LOGITS_KEPT } from "@/lib/trace/names";
import type { ModelFile } from "./model-file";
import type { RunSettings } from "./run-settings";

/** Bytes of host memory that this process may still take: what the machine has left, and what a container allows. */
export function availableMemory(): number {
  // process.availableMemory came with Node 20.13 and knows of control groups.
  return Math.min(freemem(), typeof process.availableMemory === "function" ? process.availableMemory() : Infinity);
}

export interface MemoryEstimate {
  weights: number;
  /** KV cache and compute buffers. */
  context: number;
}

/**
 * Estimated bytes of host memory. By node-llama-cpp's arithmetic on the metadata: its newer estimates simulate a load, which is
 * slow for a list of models and runs llama.cpp on files that may be damaged.
 */
export function estimateMemory(file: ModelFile, gpuLayers: number, settings: Pick<RunSettings, "contextTokens" | "microBatchTokens" | "flashAttention" | "kvType">): MemoryEstimate {
  const kv = settings.kvType === "f32" ? GgmlType.F32 : GgmlType.F16;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const weights = file.insights.estimateModelResourceRequirements({ gpuLayers });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  const context = file.insights.estimateContextResourceRequirements({
    contextSize: settings.contextTokens,
    modelGpuLayers: gpuLayers,
    batchSize: settings.microBatchTokens,
    flashAttention: settings.flashAttention,
    kvCacheKeyType: kv,
    kvCacheValueType: kv,
  });
  return { weights: weights.cpuRam, context: context.cpuRam };
}

/**
 * Estimated bytes that a run's captures hold. L layers, H heads, T tokens, D width, E experts, K used: attention is packed, half of
 * L·H·T² halves up to the limit and 8 keys a row beyond; the rest as in the trace.
 */
export function estimateCaptures(shape: ModelShape, tokens: number, capture: readonly CaptureKind[], wholeLimit: number): number {
  const { layers, heads, width, experts, expertsUsed } = shape;
  const rowBytes: Record<Exclude<CaptureKind, "attention">, number> = {
    router: 4 * layers * (2 * expertsUsed + experts + 1),
    residual: 4 * layers * width,
    logits: 8 * LOGITS_KEPT + 4 * (INVERSE_TEMPERATURE_COUNT + 1),
  };
  const whole = Math.min(tokens, wholeLimit);
  const attention = layers * heads * whole * whole + (tokens > wholeLimit ? layers * heads * tokens * ATTENTION_KEYS_PER_ROW * 6 : 0);
  return capture.reduce((sum, kind) => sum + (kind === "attention" ? attention : tokens * rowBytes[kind]), 0);
}

const gibibytes = (bytes: number): string => (bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(0)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`);

/** `what`: e.g. "This model". Error: `model-too-large`, with the two numbers. */
export function requireMemory(what: string, neededBytes: number, availableBytes: number): void {
  if (neededBytes <= availableBytes) return;
  throw new VitrineError("model-too-large", `${what} needs about ${gibibytes(neededBytes)} of memory, and ${gibibytes(availableBytes)} are available.`);
}
