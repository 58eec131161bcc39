import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditRequestSchema } from "@/lib/domain/audit";
import { findOwner } from "@/lib/db/audits";
import { beforeStates } from "@/lib/db/testing";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import type { AuditContext } from "../audit-context";
import { pauseAudit, requireAudit, startAudit } from "./audits";
import { auditContextOf, temporaryAudits } from "./testing";

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
beforeEach(async () => {
  ({ context, remove } = await temporaryAudits());
});
afterEach(() => remove?.());

const request = auditRequestSchema.parse({ model: DEMO_MODEL, suites: ["occupation-pronouns-demo"], options: { limit: 40, seed: 3 } });

/** Runs an audit that is paused, as from another process, right before its row is given `state` by the process that works on it. */
async function pausedBefore(state: string, onRunning: () => Promise<void> = () => Promise.resolve()) {
  const elsewhere = auditContextOf(context);
  const asked = { id: "", pauses: 0 };
  const database = beforeStates(context.database, async (next) => {
    if (next === "running") await onRunning();
    if (next !== state) return;
    asked.pauses += 1;
    const [{ id } = { id: "" }] = await context.database.audit.findMany({ select: { id: true } });
    expect((await pauseAudit(elsewhere, id)).state).toBe("paused");
  });
  const here = auditContextOf({ ...context, database });
  const { id } = await startAudit(here, request);
  await here.queue.finished(id);
  expect(asked.pauses).toBe(1);
  return { id, summary: (await requireAudit(context, id)).summary, owner: await findOwner(context.database, id) };
}

describe("an audit that is paused from elsewhere", () => {
  it.each(["running", "complete"])("at the moment in which it would be written down as %s stays paused, in nobody's hands", { timeout: 60_000 }, async (state) => {
    const { summary, owner } = await pausedBefore(state);
    expect(summary).toMatchObject({ state: "paused", finishedAt: null });
    expect(owner).toEqual({ owner: null, ownedUntil: null });
  });

  it("at the moment in which it fails stays paused, and keeps no failure", { timeout: 60_000 }, async () => {
    const { id, summary } = await pausedBefore("failed", () => rm(path.join(context.settings.modelsFolder, DEMO_MODEL)));
    expect(summary).toMatchObject({ state: "paused", finishedAt: null });
    expect((await requireAudit(context, id)).error).toBeNull();
  });

  it("when it has just come to its end stays complete", { timeout: 60_000 }, async () => {
    const { id } = await startAudit(context, request);
    let asked = false;
    const late = auditContextOf({
      ...context,
      database: beforeStates(context.database, async (state) => {
        expect(state).toBe("paused");
        asked = true;
        await context.queue.finished(id);
      }),
    });
    expect((await pauseAudit(late, id)).state).toBe("complete");
    expect(asked).toBe(true);
  });
});
