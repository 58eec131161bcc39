import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "./client";
import { insertInspection, renameInspection } from "./inspections";
import { LOCKED_MS } from "./locked";
import { exampleRecord, lockedByAnother, temporaryDatabase } from "./testing";

let database: Database;
let file: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  const made = await temporaryDatabase();
  ({ database, remove } = made);
  file = join(made.folder, "vitrine.db");
  await insertInspection(database, exampleRecord());
});
afterAll(() => remove());

it("statements and transactions wait for another process, without holding up this one, and then succeed", async () => {
  const { gone } = await lockedByAnother(file, 1_500);
  let [last, longest] = [performance.now(), 0];
  const clock = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 10);
  const [renamed] = await Promise.all([renameInspection(database, "one", "Waited"), insertInspection(database, exampleRecord({ id: "two" }))]);
  clearInterval(clock);
  await gone;
  expect(renamed?.title).toBe("Waited");
  expect(longest).toBeLessThan(1_000);
});

it("say so when it holds the database for too long, and work again afterwards", { timeout: LOCKED_MS + 30_000 }, async () => {
  const { gone } = await lockedByAnother(file, LOCKED_MS + 1_500);
  const told = { code: "database-locked", message: expect.stringContaining("Close what has it open") as string };
  await Promise.all([
    expect(renameInspection(database, "one", "Too late")).rejects.toMatchObject(told),
    expect(insertInspection(database, exampleRecord({ id: "three" }))).rejects.toMatchObject(told),
  ]);
  await gone;
  await insertInspection(database, exampleRecord({ id: "four" }));
  expect((await renameInspection(database, "four", "In time"))?.title).toBe("In time");
});
