import { copyFile, readdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { repositoryRoot } from "@/lib/db/testing";
import type { Edit } from "@/lib/domain/edit";
import { effectRequestSchema, elsewhereRequestSchema } from "@/lib/domain/effect";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { DEMO_MODEL } from "../settings";
import { startInspection } from "../start";
import { temporaryContext, type TemporaryContext } from "../testing";
import { readEffect } from "./effect";
import { readElsewhere } from "./elsewhere";

let temporary: TemporaryContext;
beforeAll(async () => {
  temporary = await temporaryContext();
}, 60_000);
afterAll(() => temporary.remove());

it("edits are not measured on another file than the inspection’s, and nothing of it is kept", { timeout: 60_000 }, async () => {
  const { context } = temporary;
  const running = await startInspection(context, inspectionRequestSchema.parse({ model: DEMO_MODEL, prompt: "The capital of France is", generate: 2 }));
  await running.finished;
  const edits: Edit[] = [{ kind: "ffn-write-off", layer: 4, positions: "all" }];
  const { id } = running.summary;
  await copyFile(path.join(repositoryRoot, "models/demo/demo-q4_0.gguf"), path.join(context.settings.modelsFolder, DEMO_MODEL));
  const changed = { code: "bad-request", message: expect.stringContaining("has changed since") as string };
  await expect(readEffect(context, id, effectRequestSchema.parse({ position: 5, edits, generate: 2 }))).rejects.toMatchObject(changed);
  await expect(readElsewhere(context, id, elsewhereRequestSchema.parse({ prompt: "The nurse said that", edits }))).rejects.toMatchObject(changed);
  expect((await readdir(context.settings.tracesFolder)).filter((name) => name.includes("effect") || name.endsWith(".part"))).toEqual([]);
});
