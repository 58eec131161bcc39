import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGgufFileInfo } from "node-llama-cpp";
import { dequantise } from "./dequantise";
import type { GgufMetadata } from "./format";
import { GgufFile } from "./read";
import { numberAt } from "./values";
import { widenToFloat32 } from "./widen";
import { float32Tensor, writeGguf } from "./write";

const demo = join(process.cwd(), "models/demo/demo-f16.gguf");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-gguf-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("GGUF files", () => {
  test("all kinds of metadata and a tensor come back as they were written", async () => {
    const path = join(folder, "kinds.gguf");
    const metadata: GgufMetadata = new Map([
      ["general.architecture", { type: "string", value: "née" }],
      ["a.bool", { type: "bool", value: true }],
      ["a.uint8", { type: "uint8", value: 255 }],
      ["a.int8", { type: "int8", value: -128 }],
      ["a.uint16", { type: "uint16", value: 65_535 }],
      ["a.int16", { type: "int16", value: -32_768 }],
      ["a.uint32", { type: "uint32", value: 4_294_967_295 }],
      ["a.int32", { type: "int32", value: -2_147_483_648 }],
      ["a.float32", { type: "float32", value: Math.fround(0.1) }],
      ["a.float64", { type: "float64", value: 0.1 }],
      ["a.uint64", { type: "uint64", value: 18_446_744_073_709_551_615n }],
      ["a.int64", { type: "int64", value: -5n }],
      ["a.list", { type: "array", of: "string", value: [{ type: "string", value: "x" }, { type: "string", value: "" }] }],
    ]);
    const values = Float32Array.from({ length: 15 }, (_, i) => i / 7);
    await writeGguf(path, metadata, [float32Tensor("first", [5, 3], values), float32Tensor("second", [1], Float32Array.of(42))]);

    const file = GgufFile.open(path);
    expect([...file.metadata]).toEqual([...metadata]);
    expect(file.info("first")).toEqual({ name: "first", type: "F32", shape: [5, 3] });
    expect(file.values("first")).toEqual(values);
    expect(file.values("second")).toEqual(Float32Array.of(42));
    expect(file.dataStart % 32).toBe(0);
    file.close();
  });

  test("a tensor whose pieces do not fill its shape is refused", async () => {
    const tensor = { ...float32Tensor("short", [4], new Float32Array(3)), shape: [4] };
    await expect(writeGguf(join(folder, "short.gguf"), new Map(), [tensor])).rejects.toThrow("short: 12 bytes came, 16 were promised");
  });

  test("something that is not GGUF, and a header that ends early, are refused", async () => {
    const other = join(folder, "other.gguf");
    writeFileSync(other, "PK\u0003\u0004 this is something else entirely");
    expect(() => GgufFile.open(other)).toThrow("not GGUF");

    const short = join(folder, "cut.gguf");
    await writeGguf(short, new Map([["key", { type: "string", value: "a value of some length" }]]), []);
    truncateSync(short, 40);
    expect(() => GgufFile.open(short)).toThrow(/too early|does not fit/);
  });
});

describe("dequantise", () => {
  test("Q8_0 multiplies signed bytes by the block's scale", () => {
    const block = new Uint8Array(34);
    block.set([0x00, 0x38]); // 0.5
    block.set([1, 255, 128], 2);
    const values = dequantise("Q8_0", block);
    expect([...values.slice(0, 4)]).toEqual([0.5, -0.5, -64, 0]);
    expect(values).toHaveLength(32);
  });

  test("Q4_0 takes the first half of a block from the low nibbles and the second from the high ones", () => {
    const block = new Uint8Array(18).fill(0x88);
    block.set([0x00, 0x40]); // 2
    block[2] = 0xf0;
    const values = dequantise("Q4_0", block);
    expect(values[0]).toBe(-16);
    expect(values[16]).toBe(14);
    expect(values[1]).toBe(0);
    expect(values[31]).toBe(0);
  });

  test("a row that is no whole number of blocks is refused", () => {
    expect(() => dequantise("Q8_0", new Uint8Array(35))).toThrow("whole blocks");
  });

  test("the quantised demo models stand for nearly the weights of the half-precision one", () => {
    const exact = GgufFile.open(demo);
    const name = "blk.2.ffn_down_exps.weight";
    const reference = exact.values(name);
    const scale = Math.sqrt(reference.reduce((sum, value) => sum + value * value, 0) / reference.length);
    for (const [file, tolerance] of [["demo-q8_0.gguf", 0.01], ["demo-q4_0.gguf", 0.15]] as const) {
      const quantised = GgufFile.open(join(process.cwd(), "models/demo", file));
      const values = quantised.values(name);
      const error = Math.sqrt(values.reduce((sum, value, i) => sum + (value - (reference[i] ?? NaN)) ** 2, 0) / values.length);
      expect(values).toHaveLength(reference.length);
      expect(error / scale).toBeLessThan(tolerance);
      expect(error).toBeGreaterThan(0);
      quantised.close();
    }
    exact.close();
  });
});

describe("widenToFloat32", () => {
  test("the copy holds the same weights and metadata, all in float32, and another reader understands it", async () => {
    const target = join(folder, "demo-f32.gguf");
    await widenToFloat32(demo, target);
    const [before, after] = [GgufFile.open(demo), GgufFile.open(target)];

    expect([...after.tensors.keys()]).toEqual([...before.tensors.keys()]);
    for (const name of ["token_embd.weight", "blk.1.ffn_gate_inp.weight", "blk.5.attn_k_b.weight"]) {
      expect(after.info(name)).toEqual({ ...before.info(name), type: "F32" });
      expect(after.values(name)).toEqual(before.values(name));
    }
    expect(numberAt(after.metadata, "general.file_type")).toBe(0);
    const changed = [...before.metadata].filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(after.metadata.get(key)));
    expect(changed.map(([key]) => key)).toEqual(["general.file_type"]);
    before.close();
    after.close();

    const info = await readGgufFileInfo(target, { logWarnings: false });
    expect(info.tensorInfo).toHaveLength(before.tensors.size);
    expect(info.metadata.general.architecture).toBe("deepseek2");
    expect(statSync(target).size).toBeGreaterThan(32_000_000);
  });
});
