import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { listInspections } from "@/lib/db/inspections";
import { temporaryContext, type TemporaryContext } from "./testing";
import { startInspection } from "./start";

let temporary: TemporaryContext;
let mounted = false;
beforeAll(async () => {
  temporary = await temporaryContext();
  const { tracesFolder } = temporary.context.settings;
  mkdirSync(tracesFolder, { recursive: true });
  // A real file system of 256 KiB; only root may mount one, and only on Linux.
  mounted = process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", tracesFolder]).status === 0;
}, 60_000);
afterAll(async () => {
  await temporary.context.engine.close();
  if (mounted) execFileSync("umount", [temporary.context.settings.tracesFolder]);
  await temporary.remove();
});

describe("a disk that is full when the trace is written", () => {
  it("fails the run with a sentence, keeps no half inspection, and the next run works once there is room", async (test) => {
    test.skip(!mounted, "a small file system can only be mounted by root on Linux");
    const { context } = temporary;
    const request = inspectionRequestSchema.parse({ model: context.settings.defaultModel, prompt: "Once upon a time there was a little", generate: 200 });
    const running = await startInspection(context, request);
    await running.finished;
    expect(running.story.soFar().at(-1)).toMatchObject({ type: "failed", error: { code: "disk-full", message: expect.stringContaining("The disk is full") as unknown } });
    expect(readdirSync(context.settings.tracesFolder)).toEqual([]);
    expect((await listInspections(context.database, { limit: 5, offset: 0 })).total).toBe(0);
    execFileSync("mount", ["-o", "remount,size=64m", context.settings.tracesFolder]);
    const second = await startInspection(context, request);
    await second.finished;
    expect(second.summary.state).toBe("complete");
    expect(readdirSync(context.settings.tracesFolder)).toEqual([path.basename(`${second.summary.id}.safetensors`)]);
  });
});
