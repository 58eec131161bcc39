import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dtypeBytes, type TensorSpec } from "./dtype";
import { HEADER_LIMIT } from "./safetensors-header";
import { openTrace, withTrace } from "./safetensors-reader";
import { alignedOrder, createTraceWriter } from "./safetensors-writer";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-trace-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file as any other program would write it, with whatever header the test wants. */
async function foreignFile(name: string, header: string | Uint8Array, data: Uint8Array, length?: bigint): Promise<string> {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const counting = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + 7) & 0xff);

describe("the trace writer", () => {
  const tensors: TensorSpec[] = [
    { name: "logprob", dtype: "F32", shape: [3] },
    { name: "attention.0", dtype: "F16", shape: [2, 3, 3] },
    { name: "empty", dtype: "F16", shape: [0, 3] },
    { name: "token_special", dtype: "U8", shape: [3] },
  ];

  it("writes what the reader reads back, with the hash of the whole file", async () => {
    const path = join(folder, "whole.safetensors");
    const writer = await createTraceWriter(path, tensors, { b: "2", a: "ü“1”" });
    await writer.write("logprob", counting(12));
    await writer.write("attention.0", counting(36));
    await writer.write("empty", new Uint8Array());
    expect(await readdir(folder)).toContain("whole.safetensors.part");
    expect(await readdir(folder)).not.toContain("whole.safetensors");
    await writer.write("token_special", counting(3));
    const outcome = await writer.finish();
    const file = await readFile(path);
    expect(outcome).toEqual({ bytes: file.length, sha256: createHash("sha256").update(file).digest("hex") });
    expect(await readdir(folder)).not.toContain("whole.safetensors.part");
    await withTrace(path, async (trace) => {
      expect([...trace.metadata]).toEqual([["a", "ü“1”"], ["b", "2"]]);
      expect([...trace.tensors.keys()]).toEqual(tensors.map((tensor) => tensor.name));
      expect((await trace.read("attention.0")).bytes).toEqual(counting(36));
      expect(await trace.read("empty")).toMatchObject({ shape: [0, 3], dtype: "F16" });
      expect((await trace.read("token_special", "1:")).bytes).toEqual(counting(3).subarray(1));
    });
  });

  it("gives the same bytes for the same content, whatever the order of the metadata", async () => {
    const hashes = [];
    for (const metadata of [{ a: "1", b: "2" }, { b: "2", a: "1" }]) {
      const writer = await createTraceWriter(join(folder, "same.safetensors"), [{ name: "x", dtype: "U8", shape: [4] }], metadata);
      await writer.write("x", counting(4));
      hashes.push((await writer.finish()).sha256);
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  it("leaves nothing behind when it is aborted or a tensor is missing, misplaced or of a wrong size", async () => {
    const path = join(folder, "partial.safetensors");
    const aborted = await createTraceWriter(path, tensors, {});
    await aborted.write("logprob", counting(12));
    await aborted.abort();
    await aborted.abort();
    await expect(aborted.write("attention.0", counting(36))).rejects.toThrow(/aborted/);
    const short = await createTraceWriter(path, tensors, {});
    await expect(short.finish()).rejects.toThrow(/declared and not written/);
    const misplaced = await createTraceWriter(path, tensors, {});
    await expect(misplaced.write("token_special", counting(3))).rejects.toThrow(/"logprob" was declared/);
    const wrong = await createTraceWriter(path, tensors, {});
    await expect(wrong.write("logprob", counting(11))).rejects.toThrow(/11 bytes where 12/);
    expect((await readdir(folder)).filter((name) => name.startsWith("partial"))).toEqual([]);
  });

  it("refuses two tensors of one name and the reserved name", async () => {
    const path = join(folder, "names.safetensors");
    const spec = { dtype: "U8", shape: [1] } as const;
    await expect(createTraceWriter(path, [{ name: "x", ...spec }, { name: "x", ...spec }], {})).rejects.toThrow(/twice/);
    await expect(createTraceWriter(path, [{ name: "__metadata__", ...spec }], {})).rejects.toThrow(/reserved/);
  });

  it("starts every tensor at a multiple of its element size when they are put in aligned order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("F32", "F16", "U8", "I64"), fc.nat(9)), { maxLength: 8 }), async (given) => {
        const specs = alignedOrder(given.map(([dtype, size], i) => ({ name: `t${i}`, dtype, shape: [size] }) satisfies TensorSpec));
        const path = join(folder, "aligned.safetensors");
        const writer = await createTraceWriter(path, specs, {});
        for (const spec of specs) await writer.write(spec.name, new Uint8Array((spec.shape[0] ?? 0) * dtypeBytes[spec.dtype]));
        await writer.finish();
        await withTrace(path, (trace) => {
          for (const tensor of trace.tensors.values()) expect(tensor.begin % dtypeBytes[tensor.dtype]).toBe(0);
          return Promise.resolve();
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe("the trace reader", () => {
  const entry = (dtype: string, shape: unknown, offsets: unknown) => ({ dtype, shape, data_offsets: offsets });

  it("reads files written elsewhere: unsorted offsets, unpadded header, every common type", async () => {
    const header = JSON.stringify({
      late: entry("F64", [1], [7, 15]),
      early: entry("BF16", [3], [0, 6]),
      scalar: entry("BOOL", [], [6, 7]),
      long: entry("I64", [1, 1], [15, 23]),
      __metadata__: { format: "pt" },
    });
    const data = counting(23);
    await withTrace(await foreignFile("foreign", header, data), async (trace) => {
      expect(await trace.read("late")).toEqual({ dtype: "F64", shape: [1], bytes: data.slice(7, 15) });
      expect(await trace.read("early", "-2:")).toEqual({ dtype: "BF16", shape: [2], bytes: data.slice(2, 6) });
      expect(await trace.read("scalar")).toEqual({ dtype: "BOOL", shape: [], bytes: data.slice(6, 7) });
      expect(trace.metadata.get("format")).toBe("pt");
    });
  });

  const hostile: [string, string | Uint8Array, number, RegExp, bigint?][] = [
    ["a header longer than the file", "{}", 0, /names 99 bytes and the file has only 2/, 99n],
    ["a header over the limit", "{}", 0, /over the limit/, BigInt(HEADER_LIMIT) + 1n],
    ["a header length near 2^64", "{}", 0, /over the limit/, 0xffff_ffff_ffff_fff8n],
    ["an empty header", "", 0, /cannot hold a header/],
    ["a header that is not JSON", "{]", 0, /not a JSON object/],
    ["a header that is an array", "[]", 0, /not a JSON object/],
    ["a header that is not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), 0, /UTF-8/],
    ["an unknown type", JSON.stringify({ x: entry("Q4_0", [1], [0, 1]) }), 1, /tensor "x"\.dtype/],
    ["a negative size", JSON.stringify({ x: entry("U8", [-1], [0, 1]) }), 1, /tensor "x"\.shape\.0/],
    ["sizes whose product overflows", JSON.stringify({ x: entry("U8", [2 ** 40, 2 ** 40], [0, 1]) }), 1, /too large/],
    ["offsets outside the file", JSON.stringify({ x: entry("U8", [9], [0, 9]) }), 8, /lies outside the file/],
    ["offsets that run backwards", JSON.stringify({ x: entry("U8", [1], [1, 0]) }), 1, /ends before it begins/],
    ["offsets that do not match the shape", JSON.stringify({ x: entry("F32", [1], [0, 3]) }), 3, /3 bytes do not hold F32 \[1\]/],
    ["overlapping tensors", JSON.stringify({ x: entry("U8", [2], [0, 2]), y: entry("U8", [2], [1, 3]) }), 3, /"y".*overlaps/],
    ["a hole between tensors", JSON.stringify({ x: entry("U8", [1], [0, 1]), y: entry("U8", [1], [2, 3]) }), 3, /belong to no tensor/],
    ["bytes after the last tensor", JSON.stringify({ x: entry("U8", [1], [0, 1]) }), 2, /at the end belong to no tensor/],
    ["a name with control characters", JSON.stringify({ "x\u001b[2J": entry("U8", [1], [0, 1]) }), 1, /control characters/],
    ["metadata that are not texts", JSON.stringify({ __metadata__: { a: 1 } }), 0, /__metadata__/],
    ["one name used twice", '{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2, /belong to no tensor/],
    ["an entry that is no object", '{"x":null}', 0, /tensor "x"/],
  ];
  it.each(hostile)("refuses %s and names the place", async (_what, header, dataBytes, message, length) => {
    const path = await foreignFile("hostile", header, new Uint8Array(dataBytes), length);
    await expect(openTrace(path)).rejects.toMatchObject({ code: "trace-unreadable", message: expect.stringMatching(message) as unknown });
  });

  it("refuses random bytes without anything but its own error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
        const path = join(folder, "random");
        await writeFile(path, bytes);
        await expect(openTrace(path)).rejects.toMatchObject({ code: "trace-unreadable" });
      }),
      { numRuns: 50 },
    );
  });

  it("says that a missing file and a missing tensor are not found", async () => {
    await expect(openTrace(join(folder, "nowhere"))).rejects.toMatchObject({ code: "not-found" });
    await withTrace(await foreignFile("bare", "{}", new Uint8Array()), async (trace) => {
      await expect(trace.read("x")).rejects.toMatchObject({ code: "not-found" });
    });
  });

  it("notices a file that is cut while it is open", async () => {
    const path = await foreignFile("cut", JSON.stringify({ x: entry("U8", [100], [0, 100]) }), counting(100));
    await withTrace(path, async (trace) => {
      await writeFile(path, "");
      await expect(trace.read("x")).rejects.toMatchObject({ code: "trace-unreadable" });
    });
  });
});
