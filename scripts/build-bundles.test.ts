import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import type { InspectProgress } from "@/lib/engine/engine";
import { createEngine } from "@/lib/engine/client/create-engine";
import { withTrace } from "@/lib/trace/safetensors-reader";

const folder = mkdtempSync(path.join(tmpdir(), "vitrine-bundle-"));
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const engine = createEngine({ dataDir: folder, log: silent });
const job = (name: string, generate: number) => ({
  modelPath: path.resolve("models/demo/demo-f16.gguf"),
  prompt: { kind: "text" as const, text: "The capital of", mode: "completion" as const },
  generate,
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 1 },
  capture: ["attention" as const, "logits" as const],
  tracePath: path.join(folder, name),
});
const killEngine = (): void => {
  const { pid } = engine.status();
  if (pid !== null) process.kill(pid, "SIGKILL");
};

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

it("the bundled engine inspects the demo model from its own process, telling progress in order", async () => {
  const events: InspectProgress[] = [];
  const outcome = await engine.inspect(job("whole.safetensors", 6), { onEvent: (event) => events.push(event) });
  expect(outcome.state).toBe("complete");
  expect(outcome.manifest).toMatchObject({ generate: 6, finish: expect.stringMatching(/length|end-token/) });
  const kinds = [...new Set(events.map((event) => event.type))];
  expect(kinds).toEqual(["queued", "loading", "prompt", "tokens", "writing"]);
  const names = await withTrace(path.join(folder, "whole.safetensors"), (trace) => Promise.resolve([...trace.tensors.keys()]));
  expect(names).toEqual(expect.arrayContaining(["tokens", "attention.0", "logits.ids", "logprob"]));
});

it("SIGKILL in mid-run fails that run with the reason, leaves no file, and the next one works", async () => {
  const killed = engine.inspect(job("killed.safetensors", 400), { onEvent: (event) => event.type === "tokens" && killEngine() });
  await expect(killed).rejects.toMatchObject({ code: "engine-crashed", message: expect.stringContaining("SIGKILL") });
  expect(existsSync(path.join(folder, "killed.safetensors"))).toBe(false);
  const next = await engine.inspect(job("next.safetensors", 2));
  expect(next.state).toBe("complete");
});

it("stopping keeps what was captured", async () => {
  const stop = new AbortController();
  const outcome = await engine.inspect(job("stopped.safetensors", 100_000), {
    signal: stop.signal,
    onEvent: (event) => event.type === "tokens" && event.tokens.some((token) => !token.prompt) && stop.abort(),
  });
  // The demo model may end its text before the message arrives; both ends keep the trace.
  expect(["stopped", "complete"]).toContain(outcome.state);
  expect(existsSync(path.join(folder, "stopped.safetensors"))).toBe(true);
});

it("a quick question is answered without loading weights", async () => {
  const { ids } = await engine.tokenize(job("", 0).modelPath, { kind: "text", text: "The capital of", mode: "completion" });
  expect(ids.length).toBeGreaterThan(1);
  await expect(engine.describe(path.join(folder, "none.gguf"))).rejects.toMatchObject({ code: "model-not-found" });
});
