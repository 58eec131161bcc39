import { format } from "@/lib/charts";
import type { InspectionDetail } from "@/lib/domain/inspection";

export interface ManifestGroup {
  title: string;
  rows: { term: string; value: string; mono?: boolean }[];
}

const finishWords = {
  length: "wrote as many tokens as asked for",
  "end-token": "the model ended its answer",
  stopped: "stopped by you",
  "context-full": "the model’s context was full",
} as const;

const seconds = (ms: number): string => (ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`);

/** The manifest in a reader's words, in groups. */
export function manifestRows({ manifest, summary, timings }: InspectionDetail): ManifestGroup[] {
  const { model, engine, sampling } = manifest;
  const { shape } = model;
  const written = summary.totalTokens - summary.promptTokens;
  return [
    {
      title: "Model",
      rows: [
        { term: "file", value: model.fileName, mono: true },
        { term: "name", value: model.name ?? "not given" },
        { term: "architecture", value: `${model.architecture}, ${model.quantisation}` },
        { term: "size", value: format.bytes(model.sizeBytes) },
        { term: "shape", value: `${shape.layers} layers, ${shape.heads} heads, width ${format.count(shape.width)}, vocabulary ${format.count(shape.vocabulary)}` },
        {
          term: "experts",
          value: shape.experts === 0 ? "none: a dense model" : `${shape.experts}, of which ${shape.expertsUsed} per token, + ${shape.sharedExperts} shared; ${shape.routerGate ?? "unknown"} router`,
        },
        { term: "SHA-256", value: model.sha256, mono: true },
      ],
    },
    {
      title: "Run",
      rows: [
        { term: "mode", value: manifest.mode },
        { term: "tokens", value: `${format.count(summary.promptTokens)} prompt + ${format.count(written)} written (at most ${format.count(manifest.generate)})` },
        {
          term: "sampling",
          value: sampling.temperature === 0 ? "greedy" : `temperature ${sampling.temperature}, top-k ${sampling.topK || "off"}, top-p ${sampling.topP < 1 ? sampling.topP : "off"}, min-p ${sampling.minP || "off"}`,
        },
        { term: "seed", value: String(sampling.seed) },
        { term: "ended", value: finishWords[manifest.finish] },
        { term: "captured", value: manifest.capture.length > 0 ? manifest.capture.join(", ") : "token figures only" },
        {
          term: "attention kept",
          value: manifest.attention === null ? "no" : manifest.attention.stored === "whole" ? "whole" : `the ${manifest.attention.keysPerRow ?? 0} largest of each row from ${manifest.attention.minimumWeight ?? 0} up`,
        },
        {
          term: "time",
          value: `load ${seconds(timings.loadMs)}, prompt ${seconds(timings.promptMs)}, writing ${seconds(timings.generateMs)}, saving ${seconds(timings.writeMs)}`,
        },
      ],
    },
    {
      title: "Engine",
      rows: [
        { term: "llama.cpp", value: engine.llamaCpp },
        { term: "node-llama-cpp", value: engine.nodeLlamaCpp },
        { term: "backend", value: `${engine.backend}, ${engine.gpuLayers} layers on the GPU, ${engine.threads} threads` },
        { term: "KV cache", value: engine.kvType === "f32" ? "float32" : "float16" },
        { term: "flash attention", value: engine.flashAttention ? "on" : "off" },
        { term: "context", value: `${format.count(engine.contextTokens)} tokens, batches of ${engine.batchTokens} in steps of ${engine.microBatchTokens}` },
        { term: "software", value: manifest.software },
      ],
    },
  ];
}
