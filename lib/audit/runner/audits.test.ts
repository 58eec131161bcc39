import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditRequestSchema, type AuditEvent, type AuditRequestInput } from "@/lib/domain/audit";
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

const request = (patch: Partial<AuditRequestInput> = {}) => auditRequestSchema.parse({ model: DEMO_MODEL, suites: ["demo-calibration"], ...patch });

describe("the demo model's calibration", () => {
  it("finds every planted share within its tolerance, detects the skewed ones, and leaves the controls alone", { timeout: 120_000 }, async () => {
    const { id } = await startAudit(context, request());
    const events: AuditEvent[] = [];
    (await followAudit(context, id))((event) => events.push(event));
    const started = performance.now();
    await context.queue.finished(id);
    console.log(performance.now() - started);
    const detail = await readAudit(context, id);
    console.log(JSON.stringify(detail.manifest?.noiseFloor), detail.summary, detail.error);
    const [result] = detail.results;
    const shares = result?.findings.filter(({ id: metric }) => metric === "calibration.share") ?? [];
    console.log(shares.map((f) => [f.group, f.role, f.estimate, f.nullValue, f.pAdjusted, f.verdict?.kind, JSON.stringify(f.extra), JSON.stringify(f.ci)].join(" ")).join("\n"));
    expect(detail.summary.state).toBe("complete");
    console.log(events.map((e) => JSON.stringify(e)).join("\n").slice(0, 3000));
  });
});
