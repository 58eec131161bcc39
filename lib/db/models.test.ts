import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "./client";
import { hasMarker, setMarker } from "./markers";
import { forgetModels, listModelRecords, saveLearned, saveModelDescription } from "./models";
import { exampleRecord, temporaryDatabase } from "./testing";

let database: Database;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ database, remove } = await temporaryDatabase());
});
afterAll(() => remove());

describe("models in the database", () => {
  it("remember a description and what a run learned, and forget both when the file changes", async () => {
    const file = { id: "a/b.gguf", sizeBytes: 7_000_000_000, modifiedMs: 1_764_000_000_123, describedBy: "vitrine 0, llama.cpp x", description: { name: "B" }, problem: null };
    const { capabilities } = exampleRecord().manifest;
    await saveModelDescription(database, file);
    await saveLearned(database, "a/b.gguf", { sha256: "ee", capabilities });
    await saveLearned(database, "unknown.gguf", { sha256: "ee", capabilities });
    expect([...(await listModelRecords(database)).values()]).toEqual([{ ...file, sha256: "ee", capabilities }]);
    await saveModelDescription(database, { ...file, modifiedMs: 5 });
    expect((await listModelRecords(database)).get("a/b.gguf")).toEqual({ ...file, modifiedMs: 5, sha256: null, capabilities: null });
  });

  it("remember why a file could not be read", async () => {
    const problem = { code: "model-unreadable", message: "The file is cut short." } as const;
    await saveModelDescription(database, { id: "broken.gguf", sizeBytes: 0, modifiedMs: 1, describedBy: "v", description: null, problem });
    expect((await listModelRecords(database)).get("broken.gguf")).toMatchObject({ description: null, problem });
    await forgetModels(database, ["broken.gguf"]);
    await forgetModels(database, []);
    expect((await listModelRecords(database)).has("broken.gguf")).toBe(false);
  });
});

describe("markers", () => {
  it("stay once they are set, each by its name", async () => {
    expect(await hasMarker(database, "first-example")).toBe(false);
    await setMarker(database, "first-example");
    await setMarker(database, "first-example");
    expect(await hasMarker(database, "first-example")).toBe(true);
    expect(await hasMarker(database, "other")).toBe(false);
  });
});
