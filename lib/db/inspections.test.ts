import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./client";
import { deleteInspection, EXCERPT_CHARACTERS, excerpt, findInspection, findSummary, findTraceHash, insertInspection, listInspections, listTree, renameInspection } from "./inspections";
import { exampleRecord, temporaryDatabase } from "./testing";

let database: Database;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ database, remove } = await temporaryDatabase());
});
afterAll(() => remove());
beforeEach(async () => {
  await database.inspection.deleteMany();
});

const at = (minute: number) => `2026-01-02T03:${String(minute).padStart(2, "0")}:00.000Z`;
const titles = async (search: string) => (await listInspections(database, { search, limit: 50, offset: 0 })).inspections.map((row) => row.title);

describe("inspections in the database", () => {
  it("come back as they were put in, large traces and token bytes included", async () => {
    const record = exampleRecord();
    await insertInspection(database, record);
    expect(await findInspection(database, "one")).toEqual(record);
    expect(await findSummary(database, "one")).toEqual(record.summary);
    expect(await findTraceHash(database, "one")).toBe("cd");
    expect(await findInspection(database, "two")).toBeNull();
    expect(await findTraceHash(database, "two")).toBeNull();
  });

  it("are listed newest first, in pages, with the total", async () => {
    for (const minute of [3, 1, 2]) await insertInspection(database, exampleRecord({ id: `i${minute}`, createdAt: at(minute) }));
    const page = await listInspections(database, { limit: 2, offset: 1 });
    expect(page.inspections.map((row) => row.id)).toEqual(["i2", "i1"]);
    expect(page.total).toBe(3);
  });

  it("are found by every word of a search in any case, with % and _ taken as they are", async () => {
    await insertInspection(database, exampleRecord({ id: "a", title: "ÜBER 100% sure", prompt: "The capital of France" }));
    await insertInspection(database, exampleRecord({ id: "b", title: "snake_case", prompt: "def add" }));
    await insertInspection(database, exampleRecord({ id: "c", title: "Loan' OR 1=1 --", prompt: "A client", modelFileName: "Other-Q4.gguf" }));
    expect(await titles("über")).toEqual(["ÜBER 100% sure"]);
    expect(await titles("0%")).toEqual(["ÜBER 100% sure"]);
    expect(await titles("snake_")).toEqual(["snake_case"]);
    expect(await titles("CAPITAL france tiny")).toEqual(["ÜBER 100% sure"]);
    expect(await titles("capital loan")).toEqual([]);
    expect(await titles("' or 1=1")).toEqual(["Loan' OR 1=1 --"]);
    expect(await titles("other-q4")).toEqual(["Loan' OR 1=1 --"]);
    expect((await listInspections(database, { search: "a", limit: 1, offset: 1 })).total).toBe(3);
  });

  it("carry only the beginning of a long prompt in the list, never half a character", async () => {
    const prompt = "🙂".repeat(400);
    expect(excerpt(prompt)).toBe("🙂".repeat(EXCERPT_CHARACTERS));
    await insertInspection(database, exampleRecord({ prompt }, {}));
    expect((await findSummary(database, "one"))?.prompt).toBe("🙂".repeat(EXCERPT_CHARACTERS));
    expect((await findInspection(database, "one"))?.request.prompt).toBe(prompt);
  });

  it("are found under their new title after a rename", async () => {
    await insertInspection(database, exampleRecord());
    expect((await renameInspection(database, "one", "Paris"))?.title).toBe("Paris");
    expect(await titles("paris")).toEqual(["Paris"]);
    expect(await titles("One")).toEqual([]);
    expect(await renameInspection(database, "none", "x")).toBeNull();
  });

  it("form a tree, and a deleted one's branches become roots of their own trees", async () => {
    const branch = (id: string, parentId: string, minute: number) =>
      insertInspection(database, exampleRecord({ id, parentId, branchPosition: 2, branchText: " x", createdAt: at(minute) }));
    await insertInspection(database, exampleRecord({ id: "root", createdAt: at(0) }));
    await branch("a", "root", 1);
    await branch("b", "root", 2);
    await branch("a1", "a", 3);
    await branch("a11", "a1", 4);
    const tree = async (id: string) => (await listTree(database, id))?.map((row) => row.id);
    expect(await tree("a11")).toEqual(["root", "a", "b", "a1", "a11"]);
    expect(await deleteInspection(database, "a")).toBe(true);
    expect(await tree("root")).toEqual(["root", "b"]);
    expect(await tree("a11")).toEqual(["a1", "a11"]);
    expect((await findSummary(database, "a1"))?.parentId).toBeNull();
    expect(await deleteInspection(database, "root")).toBe(true);
    expect(await tree("b")).toEqual(["b"]);
    expect(await deleteInspection(database, "root")).toBe(false);
    expect(await listTree(database, "root")).toBeNull();
  });

  it("whose parent was deleted while they ran are kept as roots, in trees of their own", async () => {
    await insertInspection(database, exampleRecord({ id: "root" }));
    await deleteInspection(database, "root");
    const kept = await insertInspection(database, exampleRecord({ id: "orphan", parentId: "root", branchPosition: 2, branchText: " x" }));
    expect(kept.parentId).toBeNull();
    expect((await listTree(database, "orphan"))?.map((row) => row.id)).toEqual(["orphan"]);
  });
});
