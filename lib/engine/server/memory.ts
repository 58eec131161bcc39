import { freemem } from "node:os";
import { GgmlType } from "node-llama-cpp";
import { VitrineError } from "@/lib/domain/errors";
import type { ModelFile } from "./model-file";
import type { RunSettings } from "./run-settings";

/** Bytes of host memory that this process may still take: what the machine has left, and what a container allows. */
export function availableMemory(): number {
  // process.availableMemory came with Node 20.13 and knows of control groups.
  return Math.min(freemem(), typeof process.availableMemory === "function" ? process.availableMemory() : Infinity);
}

/**
 * Estimated bytes of host memory for weights, KV cache and compute buffers. By node-llama-cpp's arithmetic on the metadata: its
 * newer estimates simulate a load, which is slow for a list of models and runs llama.cpp on files that may be damaged.
 */
export function estimateMemory(file: ModelFile, gpuLayers: number, settings: Pick<RunSettings, "contextTokens" | "microBatchTokens" | "flashAttention" | "kvType">): number {
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
  return weights.cpuRam + context.cpuRam;
}

const gibibytes = (bytes: number): string => (bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(0)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`);

/** `what`: e.g. "This model". Error: `model-too-large`, with the two numbers. */
export function requireMemory(what: string, neededBytes: number, availableBytes: number): void {
  if (neededBytes <= availableBytes) return;
  throw new VitrineError("model-too-large", `${what} needs about ${gibibytes(neededBytes)} of memory, and ${gibibytes(availableBytes)} are available.`);
}
