import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkProgress } from "@/lib/engine/engine";
import { statModel } from "./model-file";
import { Bench, demoModel } from "./testing/harness";

let bench: Bench;
let modelPath: string;
let kept: string;
let other: string;
beforeAll(async () => {
  bench = await Bench.open();
  modelPath = path.join(bench.folder, "model.gguf");
  kept = path.join(bench.folder, "kept.gguf");
  other = path.join(bench.folder, "other.gguf");
  copyFileSync(demoModel, modelPath);
  const bytes = readFileSync(demoModel);
  // Weights of the last tensor: the same size, the same metadata, another model.
  bytes.fill(0x3c, bytes.length - 20_000, bytes.length - 10_000);
  writeFileSync(other, bytes);
});
afterAll(() => bench?.close());

const requests = Array.from({ length: 24 }, (_, i) => ({ kind: "text" as const, text: `The nurse said that she would come back ${i} times.` }));
const score = (modelSha256?: string, onEvent: (event: WorkProgress) => void = () => undefined) =>
  bench.worker.scoreUnits({ modelPath, modelSha256, requests }, onEvent, new AbortController().signal);
const factsOf = () => bench.worker.modelFacts({ modelPath }, () => undefined, new AbortController().signal);

/** Runs `work` with the other file in the model's place from the moment on when `when` holds of an event; puts the first one back, its times as they were. */
async function withSwap(modelSha256: string, when: (event: WorkProgress) => boolean): Promise<unknown> {
  let swapped = false;
  try {
    return await score(modelSha256, (event) => {
      if (swapped || !when(event)) return;
      swapped = true;
      renameSync(modelPath, kept);
      copyFileSync(other, modelPath);
    });
  } finally {
    expect(swapped).toBe(true);
    renameSync(kept, modelPath);
  }
}

describe("a model file that is replaced", () => {
  it("before it is scored is refused, both hashes named", async () => {
    await expect(score("0".repeat(64))).rejects.toMatchObject({ code: "bad-request", message: expect.stringMatching(/SHA-256 is [0-9a-f]{64}, it was 0{64}/) as string });
  });

  it("while it is loaded or scored gives no scores, and none to whoever asks after the first one is back", { timeout: 60_000 }, async () => {
    const fresh = await Bench.open();
    const expected = await fresh.worker.scoreUnits({ modelPath: demoModel, requests }, () => undefined, new AbortController().signal);
    await fresh.close();
    const { sha256 } = await factsOf();
    const { version } = await statModel(modelPath);
    const refusal = { code: "bad-request", message: expect.stringContaining("was replaced, changed or removed") as string };
    // The last model loaded is another one, so that this one is loaded anew.
    await bench.worker.scoreUnits({ modelPath: demoModel, requests: [] }, () => undefined, new AbortController().signal);
    await expect(withSwap(sha256, ({ type }) => type === "loading")).rejects.toMatchObject(refusal);
    expect((await statModel(modelPath)).version).toBe(version);
    expect(await score(sha256)).toEqual(expected);
    await expect(withSwap(sha256, ({ type }) => type === "work")).rejects.toMatchObject(refusal);
    expect(await score(sha256)).toEqual(expected);
  });
});
