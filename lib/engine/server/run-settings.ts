import { availableParallelism } from "node:os";
import type { CaptureKind, ModelShape } from "@/lib/domain/model";
import { ATTENTION_WHOLE_LIMIT } from "@/lib/trace/names";
import type { ContextOptions } from "@/native/index";

export type RunSettings = ContextOptions;

/** Numbers that tests set in order to reach every path with a small model. Left out: what a run would take by itself. */
export interface RunLimits {
  contextTokens?: number;
  microBatchTokens?: number;
  attentionWholeLimit?: number;
}

/** The logits that llama.cpp holds for one decode: rows × vocabulary × 4 bytes stay below this. */
const LOGITS_BUFFER_BYTES = 64 * 2 ** 20;
const MICRO_BATCH_MOST = 512;
const MICRO_BATCH_STEP = 32;
/** llama.cpp rounds a context up to as many cells. */
const CONTEXT_STEP = 256;
const CONTEXT_LEAST = 512;

/** Weights up to which one thread evaluates a model. */
const SMALL_MODEL_BYTES = 64 * 2 ** 20;
/** From as many cores on, one is left to the web server and the browser. */
export const CORES_TO_SHARE = 4;

/**
 * llama.cpp's threads wait for each other at every node of the graph, without sleeping: when a core is taken by another process,
 * all wait for the scheduler's next slice. With one busy process beside it, two threads on two cores took 10 times as long as idle
 * for the demo model, one thread twice as long. So a small model, where sharing gains little, gets one thread, and a larger
 * one leaves a core free where there are enough. Depends on the machine and the file alone, so that equal runs are equal.
 */
export function threadCount(weightBytes: number): number {
  if (weightBytes <= SMALL_MODEL_BYTES) return 1;
  const cores = availableParallelism();
  return cores < CORES_TO_SHARE ? cores : cores - 1;
}

export function microBatchTokens(vocabulary: number): number {
  const rows = Math.floor(LOGITS_BUFFER_BYTES / (4 * vocabulary) / MICRO_BATCH_STEP) * MICRO_BATCH_STEP;
  return Math.min(MICRO_BATCH_MOST, Math.max(MICRO_BATCH_STEP, rows));
}

/**
 * How a run of `tokens` tokens is evaluated. Attention weights exist only without flash attention, and are compared in float32:
 * so both depend on whether attention is captured or anything is `edited`. Nothing here depends on what ran before, so equal runs have equal settings.
 */
export function runSettings(shape: ModelShape, weightBytes: number, tokens: number, capture: readonly CaptureKind[], limits: RunLimits = {}, edited = false): RunSettings {
  const modelContext = limits.contextTokens ?? shape.contextLength;
  const wanted = Math.max(CONTEXT_LEAST, Math.ceil(tokens / CONTEXT_STEP) * CONTEXT_STEP);
  const readsAttention = edited || capture.includes("attention");
  return {
    contextTokens: Math.min(modelContext, wanted),
    microBatchTokens: limits.microBatchTokens ?? microBatchTokens(shape.vocabulary),
    threads: threadCount(weightBytes),
    flashAttention: !readsAttention,
    kvType: readsAttention ? "f32" : "f16",
  };
}

export const attentionWholeLimit = (limits: RunLimits): number => limits.attentionWholeLimit ?? ATTENTION_WHOLE_LIMIT;
