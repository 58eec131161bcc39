import path from "node:path";
import type { Engine } from "@/lib/engine/engine";
import { operations } from "@/lib/engine/protocol";
import type { EngineLog } from "@/lib/engine/client/engine-process";
import { Supervisor } from "@/lib/engine/client/supervisor";

export interface EngineOptions {
  /** Absolute path of the bundled engine; by default dist/engine.js below the working directory. */
  entry?: string;
  log: EngineLog;
  /** Where the engine may keep what it has learned about models. */
  dataDir: string;
}

/** An engine in a process of its own, started with the first job. See lib/engine/README.md for the data flow. */
export function createEngine({ entry, log, dataDir }: EngineOptions): Engine {
  const supervisor = new Supervisor({
    entry: entry ?? path.join(process.cwd(), "dist", "engine.js"),
    environment: { VITRINE_DATA: path.resolve(dataDir) },
    log,
  });
  return {
    inspect: async (job, options = {}) => supervisor.submit(operations.inspect, job, options),
    headMap: async (job, options = {}) => supervisor.submit(operations.headMap, job, options),
    score: async (job, options = {}) => supervisor.submit(operations.score, job, options),
    scoreUnits: async (job, options = {}) => supervisor.submit(operations.scoreUnits, job, options),
    explain: async (job, options = {}) => supervisor.submit(operations.explain, job, options),
    sweep: async (job, options = {}) => supervisor.submit(operations.sweep, job, options),
    leaveOneOut: async (job, options = {}) => supervisor.submit(operations.leaveOneOut, job, options),
    valueNorms: async (job, options = {}) => supervisor.submit(operations.valueNorms, job, options),
    countExperts: async (job, options = {}) => supervisor.submit(operations.countExperts, job, options),
    modelFacts: async (modelPath) => supervisor.submitQuick(operations.modelFacts, { modelPath }),
    describe: async (modelPath) => supervisor.submitQuick(operations.describe, { modelPath }),
    tokenize: async (modelPath, prompt) => supervisor.submitQuick(operations.tokenize, { modelPath, prompt }),
    status: () => supervisor.status(),
    close: async () => supervisor.close(),
  };
}

