import { afterAll, beforeAll, expect, it } from "vitest";
import { cachedScores, cacheScores, CHUNKS_CACHED } from "./audits-units";
import type { Database } from "./client";
import { temporaryDatabase } from "./testing";

let database: Database;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ database, remove } = await temporaryDatabase());
});
afterAll(() => remove?.());

it("the cache of scores keeps so many chunks and lets go those that came first, whichever were written again", async () => {
  expect(CHUNKS_CACHED).toBeGreaterThan(58_492);
  for (const [i, key] of ["a", "b", "c", "b", "d", "e"].entries()) await cacheScores(database, key, [i], 3);
  expect(await database.scoreCache.count()).toBe(3);
  const kept = await Promise.all(["a", "b", "c", "d", "e"].map((key) => cachedScores(database, key)));
  expect(kept).toEqual([null, null, [2], [4], [5]]);
});
