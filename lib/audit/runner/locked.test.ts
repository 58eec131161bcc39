import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditRequestSchema } from "@/lib/domain/audit";
import { listUnits } from "@/lib/db/audits-units";
import { LOCKED_MS } from "@/lib/db/locked";
import { lockedByAnother } from "@/lib/db/testing";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import type { AuditContext } from "../audit-context";
import { followAudit, readAudit, startAudit } from "./audits";
import { auditContextOf, temporaryAudits } from "./testing";

/** Longer than a statement waits, so that waiting alone does not do. */
const HELD_MS = LOCKED_MS + 2_000;
const SUITE = "occupation-pronouns-demo";

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
const warnings: string[] = [];
beforeAll(async () => {
  const { context: plain, remove: end } = await temporaryAudits();
  remove = end;
  const log = { ...plain.log, warn: (_: object, message: string) => void warnings.push(message), info: () => undefined, error: (_: object, message: string) => void warnings.push(message) };
  context = auditContextOf({ ...plain, log });
});
afterAll(() => remove?.());

const request = (limit: number) => auditRequestSchema.parse({ model: DEMO_MODEL, suites: [SUITE], options: { limit, seed: 8 } });

it("an audit waits while another process holds the database and ends as an undisturbed one; a request is told what to do", { timeout: 150_000 }, async () => {
  const whole = await startAudit(context, request(400));
  await context.queue.finished(whole.id);
  const undisturbed = await readAudit(context, whole.id);
  expect(undisturbed.summary.state).toBe("complete");
  await context.database.scoreCache.deleteMany();

  const { id } = await startAudit(context, request(400));
  const follow = await followAudit(context, id);
  await new Promise<void>((resolve) => follow((event) => event.type === "progress" && resolve()));
  const { gone } = await lockedByAnother(path.join(context.settings.dataFolder, "vitrine.db"), HELD_MS);
  // Reading goes on meanwhile.
  expect((await readAudit(context, id)).summary.state).toBe("running");
  await expect(startAudit(context, request(10))).rejects.toMatchObject({ code: "database-locked", message: expect.stringContaining("Close what has it open") as string });
  await gone;
  await context.queue.finished(id);

  const detail = await readAudit(context, id);
  expect(detail.summary.state, JSON.stringify(detail.error)).toBe("complete");
  expect(warnings.join("\n")).toContain("the database is locked by another process; the work waits for it");
  expect(detail.results).toEqual(undisturbed.results);
  const keys = async (audit: string) => (await listUnits(context.database, audit, SUITE)).map((unit) => JSON.stringify(unit)).sort();
  const units = await keys(id);
  expect(new Set(units).size).toBe(units.length);
  expect(units).toEqual(await keys(whole.id));
});
