import { mkdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditRequestSchema } from "@/lib/domain/audit";
import { DEMO_MODEL } from "@/lib/inspect/settings";
import type { AuditContext } from "../audit-context";
import { followAudit, pauseAudit, readAudit, startAudit } from "./audits";
import { temporaryAudits } from "./testing";

const INSPECTIONS = 8;
/** Of all but one: not stretched where the machine is busy, since a person waits all the same. A machine that others share gets two more tries. */
const LONGEST_WAIT_MS = 1_000;

let context: AuditContext;
let remove: (() => Promise<void>) | undefined;
beforeAll(async () => {
  ({ context, remove } = await temporaryAudits());
});
afterAll(() => remove?.());

/** The time until an inspection of the demo model leaves the queue. */
async function waitOfInspection(number: number): Promise<number> {
  const folder = path.join(context.settings.dataFolder, "waits");
  await mkdir(folder, { recursive: true });
  const asked = performance.now();
  let begun = NaN;
  await context.engine.inspect(
    {
      modelPath: path.join(context.settings.modelsFolder, DEMO_MODEL),
      prompt: { kind: "text", text: "The nurse said that", mode: "completion" },
      generate: 0,
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 },
      capture: ["logits"],
      tracePath: path.join(folder, `${number}.safetensors`),
    },
    { priority: "interactive", onEvent: ({ type }) => (type !== "queued" && Number.isNaN(begun) ? (begun = performance.now()) : undefined) },
  );
  return begun - asked;
}

describe.each(["ambiguous-questions", "decisions"])("while %s is audited", (suite) => {
  it("an inspection goes ahead of the audit and waits less than a second", { timeout: 120_000, retry: 2 }, async () => {
    const { id } = await startAudit(context, auditRequestSchema.parse({ model: DEMO_MODEL, suites: [suite] }));
    const follow = await followAudit(context, id);
    await new Promise<void>((resolve) => follow((event) => event.type === "progress" && resolve()));
    const waits: number[] = [];
    for (let i = 0; i < INSPECTIONS; i++) {
      waits.push(await waitOfInspection(i));
      // At another moment of a chunk each time.
      await new Promise((resolve) => setTimeout(resolve, 37 * i));
    }
    expect((await readAudit(context, id)).summary.state).toBe("running");
    await pauseAudit(context, id);
    // Above 0: the engine was busy with the audit when they were asked for.
    expect(Math.max(...waits)).toBeGreaterThan(0);
    waits.sort((a, b) => a - b);
    // A single one may fall into a moment when the machine itself was busy.
    expect(waits.at(-2), waits.map(Math.round).join()).toBeLessThan(LONGEST_WAIT_MS);
  });
});
