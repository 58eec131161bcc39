import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alignedOrder } from "@/lib/trace/safetensors-writer";
import type { Capture, Model } from "@/native/index";
import { loadLibraries } from "./libraries";
import { writeCapture } from "./trace-file";

describe("a finished capture", () => {
  let folder: string;
  let model: Model;
  let capture: Capture;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vitrine-trace-file-"));
    const { addon } = await loadLibraries();
    model = await addon.Model.load({ path: "models/demo/demo-f16.gguf", gpuLayers: 0, useMmap: true });
    const tokens = Int32Array.from({ length: 40 }, (_, i) => 20 + 7 * i);
    const context = { contextTokens: 64, microBatchTokens: 64, threads: 1, flashAttention: false, kvType: "f32" } as const;
    const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 };
    const everything = { attention: true, router: true, residual: true, logits: true };
    ({ capture } = await model.run({ tokens, generate: 0, sampling, context, capture: everything }));
  });

  afterAll(async () => {
    capture.dispose();
    model.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test("reads into a given buffer what it reads into a fresh one, and touches nothing behind it", () => {
    for (const { name } of capture.tensors) {
      const fresh = new Uint8Array(capture.read(name));
      const buffer = new Uint8Array(fresh.length + 24).fill(171);
      const view = capture.read(name, buffer.subarray(8));
      expect(view.buffer).toBe(buffer.buffer);
      expect([view.byteOffset, view.length]).toEqual([8, fresh.length]);
      expect(Buffer.compare(view, fresh)).toBe(0);
      expect([...buffer.subarray(0, 8), ...buffer.subarray(8 + fresh.length)]).toEqual(Array.from({ length: 24 }, () => 171));
    }
  });

  test("refuses a buffer that is a byte too small or does not start at a multiple of four", () => {
    const bytes = capture.read("residual.0").byteLength;
    expect(() => capture.read("residual.0", new Uint8Array(bytes - 1))).toThrow(`has ${bytes} bytes, and the array given for it ${bytes - 1}`);
    expect(() => capture.read("residual.0", new Uint8Array(bytes + 8).subarray(2))).toThrow("multiple of four");
    expect(capture.read("residual.0", new Uint8Array(bytes))).toHaveLength(bytes);
  });

  test("is written through one buffer, and every tensor arrives as it was", async () => {
    const path = join(folder, "trace.safetensors");
    const memory = new Set<ArrayBufferLike>();
    const read = (name: string, into: Uint8Array): Uint8Array => {
      memory.add(into.buffer);
      return capture.read(name, into);
    };
    const { bytes } = await writeCapture(path, { tensors: capture.tensors, read }, {}, () => undefined);
    expect(memory.size).toBe(1);
    const file = await readFile(path);
    expect(file).toHaveLength(bytes);
    const data = Buffer.concat(alignedOrder(capture.tensors).map(({ name }) => new Uint8Array(capture.read(name))));
    expect(Buffer.compare(file.subarray(file.length - data.length), data)).toBe(0);
  });
});
