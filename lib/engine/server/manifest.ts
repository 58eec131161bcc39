import path from "node:path";
import type { Edit } from "@/lib/domain/edit";
import type { Manifest, Sampling } from "@/lib/domain/inspection";
import type { CaptureKind } from "@/lib/domain/model";
import { ATTENTION_KEYS_PER_ROW, ATTENTION_MINIMUM_WEIGHT, INVERSE_TEMPERATURE_COUNT, INVERSE_TEMPERATURE_STEP, POOLED_SIZE, tensorNames } from "@/lib/trace/names";
import type { RunResult } from "@/native/index";
import packageJson from "@/package.json";
import type { Libraries } from "./libraries";
import type { LoadedModel } from "./loaded-models";
import { quantisationName } from "./model-shape";
import type { PreparedPrompt } from "./prompt";
import type { RunSettings } from "./run-settings";

export interface ManifestParts {
  libraries: Libraries;
  loaded: LoadedModel;
  modelSha256: string;
  prompt: PreparedPrompt;
  generate: number;
  sampling: Sampling;
  settings: RunSettings;
  /** What was recorded. */
  capture: CaptureKind[];
  edits: Edit[];
  result: RunResult;
}

function attentionPart(result: RunResult): Manifest["attention"] {
  const names = new Set(result.capture.tensors.map(({ name }) => name));
  if (!names.has(tensorNames.attentionMetrics)) return null;
  const pooledSize = Math.min(result.tokens.length, POOLED_SIZE);
  const whole = [...names].some((name) => name.startsWith("attention.mean."));
  return whole
    ? { stored: "whole", keysPerRow: null, minimumWeight: null, pooledSize }
    : { stored: "top-keys", keysPerRow: ATTENTION_KEYS_PER_ROW, minimumWeight: ATTENTION_MINIMUM_WEIGHT, pooledSize };
}

function logitsPart(result: RunResult): Manifest["logits"] {
  const kept = result.capture.tensors.find(({ name }) => name === tensorNames.logitIds)?.shape[1];
  if (kept === undefined) return null;
  return { kept, inverseTemperatures: Array.from({ length: INVERSE_TEMPERATURE_COUNT }, (_, i) => (i + 1) * INVERSE_TEMPERATURE_STEP) };
}

/** Everything needed to run it again. No time and no place of this machine: equal runs have equal manifests. */
export function buildManifest({ libraries, loaded, modelSha256, prompt, generate, sampling, settings, capture, edits, result }: ManifestParts): Manifest {
  const { file, model, shape, capabilities, gpuLayers } = loaded;
  return {
    format: "vitrine-trace",
    version: 1,
    model: {
      fileName: path.basename(file.path),
      sha256: modelSha256,
      sizeBytes: file.sizeBytes,
      name: file.info.metadata.general.name ?? null,
      architecture: file.info.metadata.general.architecture,
      quantisation: quantisationName(file),
      shape,
    },
    engine: {
      llamaCpp: libraries.addon.llamaCppBuild,
      nodeLlamaCpp: packageJson.dependencies["node-llama-cpp"],
      backend: model.backend,
      gpuLayers,
      kvType: settings.kvType,
      flashAttention: settings.flashAttention,
      contextTokens: settings.contextTokens,
      // One decode is one micro-batch here; see `RunSettings`.
      batchTokens: settings.microBatchTokens,
      microBatchTokens: settings.microBatchTokens,
      threads: settings.threads,
    },
    prompt: prompt.text,
    mode: prompt.mode,
    renderedPrompt: prompt.rendered,
    // A run that was stopped within its prompt holds fewer.
    promptTokens: Math.min(prompt.promptTokens, result.tokens.length),
    forcedPositions: prompt.forcedPositions.filter((position) => position < result.tokens.length),
    generate,
    sampling,
    finish: result.finish,
    capture,
    ...(edits.length > 0 ? { edits } : {}),
    capabilities,
    attention: attentionPart(result),
    logits: logitsPart(result),
    software: `${packageJson.name} ${packageJson.version}`,
  };
}
