import type { ModelDescription, PromptInput } from "@/lib/engine/engine";
import { predictCapabilities } from "./capabilities";
import { chatTemplate } from "./chat-template";
import { availableMemory, estimateMemory } from "./memory";
import { quantisationName } from "./model-shape";
import { runSettings } from "./run-settings";
import { openModelFile, type Workshop } from "./workshop";

/** The context that the memory estimate is for, tokens; shorter where the model's own is. */
const DEFAULT_CONTEXT = 4_096;

/** Reads metadata only. Errors as of `readModelFile`. */
export async function describeModel(workshop: Workshop, modelPath: string): Promise<ModelDescription> {
  const { file, shape } = await openModelFile(workshop, modelPath);
  const { general } = file.info.metadata;
  const loaded = workshop.models.find(file);
  const settings = runSettings(shape, file.insights.modelSize, Math.min(DEFAULT_CONTEXT, shape.contextLength), ["attention"]);
  const { weights, context } = estimateMemory(file, loaded?.gpuLayers ?? 0, settings);
  const neededBytes = weights + context;
  // A model gives way to another one; what it holds counts as available.
  const availableBytes = loaded ? availableMemory() + loaded.heldBytes : workshop.models.availableBytes();
  return {
    name: general.name ?? null,
    architecture: general.architecture,
    quantisation: quantisationName(file),
    parameters: file.insights.totalParameters || null,
    shape,
    hasChatTemplate: chatTemplate(file) !== null,
    licence: general.license ?? null,
    capabilities: loaded?.capabilities ?? predictCapabilities(shape),
    capabilitiesAre: loaded ? "learned" : "predicted",
    memory: { neededBytes, availableBytes, fits: neededBytes <= availableBytes },
  };
}

/** Text → ids, the exact text, and the bytes of each token in base64. */
export async function tokenize(workshop: Workshop, modelPath: string, prompt: Extract<PromptInput, { kind: "text" }>): Promise<{ ids: number[]; rendered: string; bytes: string[] }> {
  const { file } = await openModelFile(workshop, modelPath);
  const vocabulary = await workshop.vocabularies.of(file);
  const { ids, rendered } = vocabulary.encode(prompt.text, prompt.mode);
  return { ids, rendered, bytes: ids.map((id) => Buffer.from(vocabulary.tokenBytes(id)).toString("base64")) };
}
