import { createHash } from "node:crypto";
import path from "node:path";
import type { ModelFacts } from "@/lib/engine/engine";
import { GgmlType } from "node-llama-cpp";
import packageJson from "@/package.json";
import { quantisationName } from "./model-shape";
import { unitSettings } from "./score-settings";
import { openModelFile, type Workshop } from "./workshop";

/** First match decides. Names as llama.cpp gives them to tensors of every architecture that is read here. */
const classes: readonly [RegExp, string][] = [
  [/^token_embd/, "embedding"],
  [/^output\.weight/, "output"],
  [/_norm\.|^output_norm/, "norms"],
  [/ffn_gate_inp|exp_probs_b/, "router"],
  [/_shexp/, "shared experts"],
  [/_exps/, "experts"],
  [/\.attn_/, "attention"],
  [/\.ffn_/, "dense layers"],
];

export function tensorClass(name: string): string {
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? "other";
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** JSON with sorted keys, so that the hash does not depend on the order in which a reader met them. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : typeof inner === "bigint" ? String(inner) : inner,
  );

/** Weights per class and number type of a model file, hashes of what decides about its input, and the settings that scores are made with. */
export async function modelFacts(workshop: Workshop, modelPath: string): Promise<ModelFacts> {
  const { file, shape } = await openModelFile(workshop, modelPath);
  const tensorClasses: ModelFacts["tensorClasses"] = {};
  for (const { name, ggmlType } of file.info.fullTensorInfo ?? []) {
    const types = (tensorClasses[tensorClass(name)] ??= {});
    const type = GgmlType[ggmlType] ?? String(ggmlType);
    types[type] = (types[type] ?? 0) + 1;
  }
  const { tokenizer } = file.info.metadata;
  const template = tokenizer.chat_template;
  const { addon, llama } = workshop.libraries;
  const { kvType, flashAttention, microBatchTokens, threads } = unitSettings(workshop, file, shape, 1);
  return {
    fileName: path.basename(modelPath),
    sha256: await workshop.hashes.of(file),
    sizeBytes: file.sizeBytes,
    architecture: file.info.metadata.general.architecture,
    quantisation: quantisationName(file),
    tensorClasses,
    tokenizerSha256: sha256(canonical(tokenizer)),
    chatTemplateSha256: template === undefined ? null : sha256(template),
    addsBos: (await workshop.vocabularies.of(file)).addsBos,
    engine: {
      llamaCpp: addon.llamaCppBuild, nodeLlamaCpp: packageJson.dependencies["node-llama-cpp"], backend: llama.gpu === false ? "CPU" : llama.gpu.toUpperCase(),
      kvType, flashAttention, microBatchTokens, threads,
    },
  };
}
