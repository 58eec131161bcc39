import { GgmlType, GgufFileType } from "node-llama-cpp";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import type { ModelShape } from "@/lib/domain/model";
import type { ModelFile } from "./model-file";

const size = z.union([z.number(), z.bigint()]).transform(Number).pipe(z.int().nonnegative());
/** Some architectures give one number a layer; the largest is what arrays must hold. */
const sizeOrPerLayer = z.union([size, z.array(size).min(1).transform((list) => Math.max(...list))]);

/** The keys under the architecture's name that a shape is made of; see the GGUF specification. */
const architectureSchema = z.object({
  block_count: size.pipe(z.int().positive()),
  embedding_length: size.pipe(z.int().positive()),
  context_length: size.pipe(z.int().positive()),
  attention: z.object({ head_count: sizeOrPerLayer.optional() }).optional(),
  expert_count: size.optional(),
  expert_used_count: size.optional(),
  expert_shared_count: size.optional(),
  leading_dense_block_count: size.optional(),
  expert_gating_func: size.optional(),
  nextn_predict_layers: size.optional(),
});

const tokenizerSchema = z.object({ ggml: z.object({ tokens: z.array(z.unknown()).optional() }).optional() }).optional();

/** llama.cpp's numbers of the gate function. */
const GATE_SIGMOID = 2;

/** Error: `model-unreadable` when the metadata lack a size that every model has. */
export function modelShape(file: ModelFile): ModelShape {
  const { metadata } = file.info;
  const parsed = architectureSchema.safeParse(metadata[metadata.general.architecture]);
  if (!parsed.success) {
    const key = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new VitrineError("model-unreadable", `The model's metadata lack a usable “${metadata.general.architecture}.${key}”.`);
  }
  const sizes = parsed.data;
  const experts = sizes.expert_count ?? 0;
  const vocabulary = tokenizerSchema.parse(metadata.tokenizer)?.ggml?.tokens?.length ?? 0;
  if (vocabulary === 0) throw new VitrineError("model-unreadable", "The model file holds no vocabulary.");
  return {
    // Layers that only predict further ahead are not part of the graph.
    layers: sizes.block_count - (sizes.nextn_predict_layers ?? 0),
    heads: sizes.attention?.head_count ?? 0,
    width: sizes.embedding_length,
    vocabulary,
    contextLength: sizes.context_length,
    experts,
    expertsUsed: experts > 0 ? (sizes.expert_used_count ?? 0) : 0,
    sharedExperts: experts > 0 ? (sizes.expert_shared_count ?? 0) : 0,
    leadingDenseLayers: experts > 0 ? (sizes.leading_dense_block_count ?? 0) : 0,
    routerGate: experts > 0 ? (sizes.expert_gating_func === GATE_SIGMOID ? "sigmoid" : "softmax") : null,
  };
}

/** e.g. "Q4_K_M" or "F16". */
export function quantisationName(file: ModelFile): string {
  const type: unknown = file.info.metadata.general.file_type;
  const name = typeof type === "number" ? GgufFileType[type] : undefined;
  if (name !== undefined) return name.replace(/^(ALL|MOSTLY)_/, "");
  const dominant = file.insights.dominantTensorType;
  return (dominant === undefined ? undefined : GgmlType[dominant]) ?? "unknown";
}
