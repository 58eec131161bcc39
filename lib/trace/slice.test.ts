import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SLICE_BYTE_LIMIT, withTrace } from "./safetensors-reader";
import { createTraceWriter, encodeHeader } from "./safetensors-writer";
import { parseSlice, planSlice, sliceShape } from "./slice";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vitrine-slice-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function traceOf(shape: number[], values: Uint16Array): Promise<string> {
  const path = join(folder, "slice.safetensors");
  // Something before and after, so that reading beyond the tensor shows.
  const writer = await createTraceWriter(path, [
    { name: "before", dtype: "F16", shape: [5] },
    { name: "x", dtype: "F16", shape },
    { name: "after", dtype: "F16", shape: [5] },
  ], {});
  await writer.write("before", new Uint8Array(10).fill(0xee));
  await writer.write("x", new Uint8Array(values.buffer));
  await writer.write("after", new Uint8Array(10).fill(0xdd));
  await writer.finish();
  return path;
}

/** The definition: visit every index of the array and keep those inside the slice. */
function naiveSlice(values: Uint16Array, shape: number[], text: string): number[] {
  const parts = text.split(",");
  const keep = shape.map((size, axis) => {
    const part = parts[axis] ?? ":";
    if (!part.includes(":")) {
      const index = Number(part);
      return [index < 0 ? index + size : index];
    }
    // Array.prototype.slice clamps and counts from the end exactly as numpy does.
    const [begin = "", end = ""] = part.split(":");
    return [...Array(size).keys()].slice(begin === "" ? 0 : Number(begin), end === "" ? size : Number(end));
  });
  const out: number[] = [];
  const visit = (axis: number, offset: number) => {
    if (axis === shape.length) out.push(values[offset] ?? -1);
    else for (const index of keep[axis] ?? []) visit(axis + 1, offset * (shape[axis] ?? 1) + index);
  };
  visit(0, 0);
  return out;
}

const axisSlice = (size: number) =>
  fc.oneof(
    fc.constant(":"),
    ...(size > 0 ? [fc.integer({ min: -size, max: size - 1 }).map(String)] : []),
    fc.tuple(fc.option(fc.integer({ min: -size - 2, max: size + 2 })), fc.option(fc.integer({ min: -size - 2, max: size + 2 }))).map(
      ([a, b]) => `${a ?? ""}:${b ?? ""}`,
    ),
  );
const shapeAndSlice = fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.tuple(...shape.map(axisSlice)).chain((parts) => fc.nat(parts.length - 1).map((dropped) => parts.slice(0, parts.length - dropped).join(","))),
  ),
);

describe("slices", () => {
  it("agree with a naive slice of the whole array for any shape and any slice", async () => {
    await fc.assert(
      fc.asyncProperty(shapeAndSlice, async ([shape, text]) => {
        const values = Uint16Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
        await withTrace(await traceOf(shape, values), async (trace) => {
          const { bytes, shape: got } = await trace.read("x", text);
          const expected = naiveSlice(values, shape, text);
          expect([...new Uint16Array(bytes.buffer)]).toEqual(expected);
          expect(got.reduce((a, b) => a * b, 1)).toBe(expected.length);
        });
      }),
      { numRuns: 150 },
    );
  });

  it("of a large tensor are right across read windows, for rows, columns and blocks", async () => {
    const shape = [6, 512, 512];
    const values = Uint16Array.from({ length: 6 * 512 * 512 }, (_, i) => (i * 2_654_435_761) >>> 16);
    await withTrace(await traceOf(shape, values), async (trace) => {
      for (const text of [":,17,:", ":,:,300", "3", "2:5,100:,0:8", ":", ":,3:500,7:511"]) {
        const { bytes } = await trace.read("x", text);
        expect(Buffer.compare(bytes, new Uint8Array(Uint16Array.from(naiveSlice(values, shape, text)).buffer)), text).toBe(0);
      }
    });
  });

  it("of a row across heads take one run per head, and a whole head takes one", () => {
    const shape = [16, 1024, 1024];
    const row = planSlice(shape, parseSlice(":,17,:", shape), 2);
    expect([row.runs, row.runBytes]).toEqual([16, 2048]);
    expect([...row.offsets()].slice(0, 2)).toEqual([17 * 2048, 1024 * 2048 + 17 * 2048]);
    const head = planSlice(shape, parseSlice("3", shape), 2);
    expect([head.runs, head.runBytes]).toEqual([1, 1024 * 1024 * 2]);
    const whole = planSlice(shape, parseSlice("", shape), 2);
    expect([whole.runs, whole.runBytes]).toEqual([1, 16 * 1024 * 1024 * 2]);
  });

  it("drop an axis with a single index and keep it with a range", () => {
    expect(sliceShape(parseSlice("3,0:8,5", [4, 10, 10]))).toEqual([8]);
    expect(sliceShape(parseSlice("3:4,0:8,5:6", [4, 10, 10]))).toEqual([1, 8, 1]);
  });

  it.each([["0,0", "names 2 axes"], ["4", "index 4 lies outside"], ["-5", "lies outside"], ["::2", "steps"], ["a", "not a whole number"], ["1.5", "not a whole number"], ["99999999999999999999", "not a whole number"]])(
    "refuse “%s” with the reason",
    (text, reason) => {
      expect(() => parseSlice(text, [4])).toThrow(expect.objectContaining({ code: "bad-request", message: expect.stringContaining(reason) as string }));
    },
  );

  it("larger than the memory limit are refused before memory is taken", async () => {
    const path = join(folder, "huge.safetensors");
    const bytes = SLICE_BYTE_LIMIT + 1;
    const header = encodeHeader([{ name: "x", dtype: "U8", shape: [bytes] }], {});
    await writeFile(path, header);
    await truncate(path, header.length + bytes); // sparse: takes no disk
    await withTrace(path, async (trace) => {
      await expect(trace.read("x")).rejects.toMatchObject({ code: "bad-request", message: expect.stringContaining("ask for less") as string });
      expect((await trace.read("x", "-3:")).bytes).toEqual(new Uint8Array(3));
    });
  });
});
