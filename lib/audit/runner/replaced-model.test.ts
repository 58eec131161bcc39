import { readFile, writeFile } from "node:fs/promises";
import { renameSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditRequestSchema } from "@/lib/domain/audit";
import { countUnits } from "@/lib/db/audits-units";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import type { AuditContext } from "../audit-context";
import { followAudit, readAudit, startAudit } from "./audits";
import { temporaryAudits } from "./testing";

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ context, remove } = await temporaryAudits());
});
afterAll(() => remove?.());

it("a model file that is replaced while the noise floor is measured ends the audit, and nothing of it is kept as the first one's", { timeout: 60_000 }, async () => {
  const modelPath = path.join(context.settings.modelsFolder, DEMO_MODEL);
  const bytes = await readFile(modelPath);
  bytes.fill(0x3c, bytes.length - 20_000, bytes.length - 10_000);
  const other = `${modelPath}.other`;
  await writeFile(other, bytes);

  const { id } = await startAudit(context, auditRequestSchema.parse({ model: DEMO_MODEL, suites: ["occupation-pronouns-demo"], options: { limit: 200, seed: 2 } }));
  let swapped = false;
  (await followAudit(context, id))((event) => {
    if (event.type !== "noise" || swapped) return;
    swapped = true;
    renameSync(other, modelPath);
  });
  await context.queue.finished(id);

  expect(swapped).toBe(true);
  const { summary, error } = await readAudit(context, id);
  expect(summary.state).toBe("failed");
  expect(error).toMatchObject({ code: "bad-request", message: expect.stringContaining("replaced") as string });
  expect(await countUnits(context.database, id)).toBe(0);
  expect(await context.database.scoreCache.count()).toBe(0);
});
