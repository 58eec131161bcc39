import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InspectionRecord } from "./inspections";
import { openDatabase, type Database } from "./client";
import { databaseUrl, prepareDatabase } from "./setup";

export const repositoryRoot = join(import.meta.dirname, "../..");

/** A migrated database in a folder of its own, for tests. */
export async function temporaryDatabase(): Promise<{ database: Database; folder: string; url: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-db-"));
  const url = databaseUrl(folder);
  await prepareDatabase({ root: repositoryRoot, dataFolder: folder, url });
  const database = openDatabase(url);
  return {
    database,
    folder,
    url,
    remove: async () => {
      await database.$disconnect();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A process of its own that holds a database file exclusively for so long, ms; resolves once it does. */
export function lockedByAnother(file: string, milliseconds: number): Promise<{ gone: Promise<void> }> {
  const program = `const Database = require("libsql"); const database = new Database(process.argv[1]); database.exec("PRAGMA busy_timeout = 20000");
    database.exec("BEGIN EXCLUSIVE"); console.log("held"); setTimeout(() => database.exec("ROLLBACK"), ${milliseconds});`;
  const child = spawn(process.execPath, ["-e", program, file], { cwd: repositoryRoot, stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return new Promise((resolve, fail) => {
    child.stdout.once("data", () => resolve({ gone }));
    child.once("error", fail);
  });
}

/** The same database, where `before` runs, and is waited for, ahead of every write of a state to audits or studies: what comes in between can be forced. */
export function beforeStates(database: Database, before: (state: string) => Promise<void>): Database {
  const told = async (state: unknown): Promise<void> => {
    if (typeof state === "string") await before(state);
  };
  return database.$extends({
    query: {
      audit: { updateMany: async ({ args, query }) => told(args.data.state).then(() => query(args)) },
      study: { updateMany: async ({ args, query }) => told(args.data.state).then(() => query(args)) },
    },
  });
}

/** A whole record of a tiny run, for tests; `patch` changes the summary. */
export function exampleRecord(patch: Partial<InspectionRecord["summary"]> = {}, rest: Partial<InspectionRecord> = {}): InspectionRecord {
  const shape = { layers: 2, heads: 2, width: 8, vocabulary: 16, contextLength: 64, experts: 0, expertsUsed: 0, sharedExperts: 0, leadingDenseLayers: 0, routerGate: null };
  const capabilities = { attention: { available: true }, router: { available: false, reason: "This model has no experts." }, residual: { available: true }, logits: { available: true } } as const;
  const summary: InspectionRecord["summary"] = {
    id: "one", title: "One", state: "complete", modelId: "demo/tiny.gguf", modelFileName: "tiny.gguf", mode: "completion", prompt: "A b", promptTokens: 2,
    totalTokens: 3, parentId: null, branchPosition: null, branchText: null, createdAt: "2026-01-02T03:04:05.678Z", traceBytes: 5_000_000_000, ...patch,
  };
  const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 };
  return {
    summary,
    request: { model: summary.modelId, prompt: summary.prompt, mode: summary.mode, generate: 1, sampling, capture: ["attention"] },
    manifest: {
      format: "vitrine-trace", version: 1,
      model: { fileName: "tiny.gguf", sha256: "ab", sizeBytes: 10, name: null, architecture: "llama", quantisation: "F16", shape },
      engine: { llamaCpp: "x", nodeLlamaCpp: "y", backend: "CPU", gpuLayers: 0, kvType: "f32", flashAttention: false, contextTokens: 64, batchTokens: 64, microBatchTokens: 64, threads: 2 },
      prompt: summary.prompt, mode: summary.mode, renderedPrompt: summary.prompt, promptTokens: 2, forcedPositions: [], generate: 1, sampling, finish: "length",
      capture: ["attention"], capabilities, attention: { stored: "whole", keysPerRow: null, minimumWeight: null, pooledSize: 3 }, logits: null, software: "vitrine 0",
    },
    tensors: [{ name: "tokens", dtype: "I32", shape: [3] }],
    tokens: Uint8Array.of(1, 2, 3),
    timings: { promptMs: 1, generateMs: 2, loadMs: 3, writeMs: 4 },
    traceSha256: "cd",
    ...rest,
  };
}
