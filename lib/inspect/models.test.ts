import { mkdtemp, mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { exampleRecord, temporaryDatabase } from "@/lib/db/testing";
import { saveLearned } from "@/lib/db/models";
import { VitrineError } from "@/lib/domain/errors";
import type { Engine, EngineStatus, ModelDescription } from "@/lib/engine/engine";
import type { InspectContext } from "./context";
import { createLog } from "./log";
import { listModelFiles } from "./model-files";
import { listModels } from "./models";
import { RunningInspections } from "./running";
import { readSettings } from "./settings";

const { manifest } = exampleRecord();
let available = 1_000;
let llamaCpp = "v1";
let loadedModelPath: string | null = null;

/** An engine that only reads metadata, counting what it is asked; "broken" in a file's name makes it fail. */
const describeModel = vi.fn((file: string): Promise<ModelDescription> => {
  if (file.includes("broken")) return Promise.reject(new VitrineError("model-unreadable", "It is cut short."));
  return Promise.resolve({
    name: path.basename(file), architecture: "llama", quantisation: "F16", parameters: 1, shape: manifest.model.shape, hasChatTemplate: false, licence: null,
    capabilities: manifest.capabilities, capabilitiesAre: "predicted", memory: { neededBytes: 500, availableBytes: available, fits: 500 <= available },
  });
});
const refuse = () => Promise.reject(new Error("not part of this test"));
const engine: Engine = {
  describe: describeModel, inspect: refuse, headMap: refuse, score: refuse, scoreUnits: refuse, explain: refuse, sweep: refuse, leaveOneOut: refuse, valueNorms: refuse, countExperts: refuse, modelFacts: refuse, tokenize: refuse, close: () => Promise.resolve(),
  status: (): EngineStatus => ({ state: "idle", loadedModelPath, queued: 0, pid: null, llamaCpp, backend: "CPU", lastCrash: null, progress: null }),
};

let context: InspectContext;
let folder: string;
let remove: () => Promise<void>;
const file = (...parts: string[]) => path.join(folder, "models", ...parts);
const asked = () => describeModel.mock.calls.map(([name]) => path.basename(name)).sort();

beforeAll(async () => {
  const temporary = await temporaryDatabase();
  ({ folder, remove } = temporary);
  await mkdir(file("demo"), { recursive: true });
  for (const name of ["demo/demo-f16.gguf", "other.gguf", "broken.gguf"]) await writeFile(file(name), "1234");
  const settings = readSettings(folder, {});
  context = { database: temporary.database, engine, settings, log: createLog("silent"), running: new RunningInspections() };
});
afterAll(() => remove());
beforeEach(() => {
  describeModel.mockClear();
});

const listed = async (id: string) => (await listModels(context)).models.find((model) => model.id === id);

describe("the list of models", () => {
  it("reads every file once, and then only the default one, which tells the memory of the moment", async () => {
    const first = await listModels(context);
    expect(first.folder).toBe("models");
    expect(first.models.map((model) => [model.id, model.isDefault, model.isDemo])).toEqual([["broken.gguf", false, false], ["demo/demo-f16.gguf", true, true], ["other.gguf", false, false]]);
    expect(asked()).toEqual(["broken.gguf", "demo-f16.gguf", "other.gguf"]);
    describeModel.mockClear();
    available = 100;
    const second = await listModels(context);
    expect(asked()).toEqual(["demo-f16.gguf"]);
    expect(second.models.map((model) => model.details?.memory)).toEqual([undefined, ...[1, 2].map(() => ({ neededBytes: 500, availableBytes: 100, fits: false }))]);
    expect(second.models[0]).toMatchObject({ details: null, problem: { code: "model-unreadable", message: "It is cut short." } });
  });

  it("takes the loaded model’s word for the memory", async () => {
    loadedModelPath = file("other.gguf");
    expect(await listed("other.gguf")).toMatchObject({ loaded: true });
    expect(asked()).toEqual(["other.gguf"]);
    loadedModelPath = null;
  });

  it("keeps what a run learned until the file changes, and reads a changed file again", async () => {
    await saveLearned(context.database, "other.gguf", { sha256: "aa", capabilities: { ...manifest.capabilities, attention: { available: false, reason: "None." } } });
    expect((await listed("other.gguf"))?.details).toMatchObject({ capabilitiesAre: "learned", capabilities: { attention: { available: false } } });
    describeModel.mockClear();
    await utimes(file("other.gguf"), 1_000, 1_000);
    expect((await listed("other.gguf"))?.details).toMatchObject({ capabilitiesAre: "predicted", capabilities: { attention: { available: true } } });
    expect(asked()).toEqual(["demo-f16.gguf", "other.gguf"]);
  });

  it("reads everything again with another llama.cpp, which may know more", async () => {
    llamaCpp = "v2";
    await listModels(context);
    expect(asked()).toEqual(["broken.gguf", "demo-f16.gguf", "other.gguf"]);
  });

  it("forgets files that are gone", async () => {
    await rm(file("other.gguf"));
    expect(await listed("other.gguf")).toBeUndefined();
    await writeFile(file("other.gguf"), "1234");
    await utimes(file("other.gguf"), 1_000, 1_000);
    describeModel.mockClear();
    await listed("other.gguf");
    expect(asked()).toContain("other.gguf");
  });
});

describe("files below the models folder", () => {
  it("are found in folders, split ones once with the size of all parts, hidden and linked folders left out", async () => {
    const models = await mkdtemp(path.join(tmpdir(), "vitrine-models-"));
    await mkdir(path.join(models, "a", "b"), { recursive: true });
    await mkdir(path.join(models, ".cache"));
    await writeFile(path.join(models, "a", "b", "big-00001-of-00003.gguf"), "12345");
    await writeFile(path.join(models, "a", "b", "big-00002-of-00003.gguf"), "123");
    await writeFile(path.join(models, "a", "B.GGUF"), "1");
    await writeFile(path.join(models, "a", "notes.txt"), "1");
    await writeFile(path.join(models, ".cache", "x.gguf"), "1");
    await symlink(path.join(models, "a"), path.join(models, "loop"));
    expect((await listModelFiles(models)).map(({ id, sizeBytes }) => [id, sizeBytes])).toEqual([["a/B.GGUF", 1], ["a/b/big-00001-of-00003.gguf", 8]]);
    expect(await listModelFiles(path.join(models, "absent"))).toEqual([]);
    await rm(models, { recursive: true });
  });
});
