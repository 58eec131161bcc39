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

/** All cores at hand: a library default may be fewer, and on a busy machine fewer threads get far less than their share. */
export function threadCount(): number {
  return availableParallelism();
}

export function microBatchTokens(vocabulary: number): number {
  const rows = Math.floor(LOGITS_BUFFER_BYTES / (4 * vocabulary) / MICRO_BATCH_STEP) * MICRO_BATCH_STEP;
  return Math.min(MICRO_BATCH_MOST, Math.max(MICRO_BATCH_STEP, rows));
}

/**
 * How a run of `tokens` tokens is evaluated. Attention weights exist only without flash attention, and are compared in float32:
 * so both depend on whether attention is captured. Nothing here depends on what ran before, so equal runs have equal settings.
 */
export function runSettings(shape: ModelShape, tokens: number, capture: readonly CaptureKind[], limits: RunLimits = {}): RunSettings {
  const modelContext = limits.contextTokens ?? shape.contextLength;
  const wanted = Math.max(CONTEXT_LEAST, Math.ceil(tokens / CONTEXT_STEP) * CONTEXT_STEP);
  const readsAttention = capture.includes("attention");
  return {
    contextTokens: Math.min(modelContext, wanted),
    microBatchTokens: limits.microBatchTokens ?? microBatchTokens(shape.vocabulary),
    threads: threadCount(),
    flashAttention: !readsAttention,
    kvType: readsAttention ? "f32" : "f16",
  };
}

export const attentionWholeLimit = (limits: RunLimits): number => limits.attentionWholeLimit ?? ATTENTION_WHOLE_LIMIT;
