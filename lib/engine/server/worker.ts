import path from "node:path";
import { countExperts } from "./count-experts";
import { describeModel, tokenize } from "./describe";
import { explain } from "./explain";
import { headMap } from "./head-map";
import { inspect } from "./inspect";
import { leaveOneOut } from "./leave-one-out";
import type { EngineWorker } from "./message-loop";
import type { RunLimits } from "./run-settings";
import { modelFacts } from "./model-facts";
import { score } from "./score";
import { scoreUnits } from "./score-units";
import { sweep } from "./sweep";
import { valueNorms } from "./value-norms";
import { openWorkshop } from "./workshop";

export type { EngineWorker } from "./message-loop";

export interface WorkerOptions {
  /** Where hashes of model files are kept between processes; `model-hashes.json` in the data folder unless told. */
  hashCachePath?: string | null;
  limits?: RunLimits;
}

function defaultHashCachePath(): string | null {
  const folder = process.env["VITRINE_DATA"];
  return folder === undefined || folder === "" ? null : path.join(folder, "model-hashes.json");
}

/**
 * The engine's work, in this process: loads native code. One of `inspect`, `headMap` and `score` at a time; `describe` and
 * `tokenize` may run beside it. Failures are `VitrineError`s where a person can do something about them.
 */
export async function createWorker({ hashCachePath = defaultHashCachePath(), limits = {} }: WorkerOptions = {}): Promise<EngineWorker> {
  const workshop = await openWorkshop(hashCachePath, limits);
  const backend = workshop.libraries.llama.gpu === false ? "CPU" : workshop.libraries.llama.gpu.toUpperCase();
  return {
    inspect: (job, onEvent, signal) => inspect(workshop, job, onEvent, signal),
    headMap: (job, onEvent, signal) => headMap(workshop, job, onEvent, signal),
    score: (job, onEvent, signal) => score(workshop, job, onEvent, signal),
    scoreUnits: (job, onEvent, signal) => scoreUnits(workshop, job, onEvent, signal),
    explain: (job, onEvent, signal) => explain(workshop, job, onEvent, signal),
    sweep: (job, onEvent, signal) => sweep(workshop, job, onEvent, signal),
    leaveOneOut: (job, onEvent, signal) => leaveOneOut(workshop, job, onEvent, signal),
    valueNorms: (job, onEvent, signal) => valueNorms(workshop, job, onEvent, signal),
    countExperts: (job, onEvent, signal) => countExperts(workshop, job, onEvent, signal),
    modelFacts: ({ modelPath }) => modelFacts(workshop, modelPath),
    describe: ({ modelPath }) => describeModel(workshop, modelPath),
    tokenize: ({ modelPath, prompt }) => tokenize(workshop, modelPath, prompt),
    info: () => {
      const latest = workshop.models.latest();
      return { llamaCpp: workshop.libraries.addon.llamaCppBuild, backend: latest?.model.backend ?? backend, loadedModelPath: latest?.file.path ?? null };
    },
    dispose: async () => {
      workshop.models.dispose();
      await workshop.vocabularies.dispose();
    },
  };
}
