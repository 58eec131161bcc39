import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGgufFileInfo } from "node-llama-cpp";
import * as bad from "./bad-files";
import { GgufFile } from "./read";

const demo = join(process.cwd(), "models/demo/demo-f16.gguf");

describe("bad model files are bad in the way that they are named after", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-bad-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("a truncated file keeps its header and misses data; cut earlier, it misses the header", async () => {
    await bad.writeTruncated(demo, at("truncated.gguf"));
    const file = GgufFile.open(at("truncated.gguf"));
    expect(() => file.values("token_embd.weight")).not.toThrow();
    expect(() => file.values("blk.5.ffn_down_exps.weight")).toThrow("too early");
    file.close();
    await bad.writeTruncated(demo, at("cut.gguf"), 0.0005);
    expect(() => GgufFile.open(at("cut.gguf"))).toThrow(/too early|does not fit/);
  });

  test("files without the magic, without a byte or with nonsense counts are not read", async () => {
    await bad.writeNotGguf(at("not.gguf"));
    expect(() => GgufFile.open(at("not.gguf"))).toThrow("not GGUF");
    await bad.writeEmpty(at("empty.gguf"));
    expect(() => GgufFile.open(at("empty.gguf"))).toThrow("too early");
    await bad.writeCorruptHeader(demo, at("corrupt.gguf"));
    expect(() => GgufFile.open(at("corrupt.gguf"))).toThrow();
    expect(statSync(at("corrupt.gguf")).size).toBe(statSync(demo).size);
  });

  test("a missing tensor is the only one missing", async () => {
    await bad.writeMissingTensor(demo, at("missing.gguf"));
    const [whole, missing] = [GgufFile.open(demo), GgufFile.open(at("missing.gguf"))];
    expect([...whole.tensors.keys()].filter((name) => !missing.tensors.has(name))).toEqual(["output_norm.weight"]);
    expect(missing.values("output.weight")).toEqual(whole.values("output.weight"));
    whole.close();
    missing.close();
  });

  test("an unknown architecture is well formed for other readers", async () => {
    await bad.writeUnknownArchitecture(demo, at("unknown.gguf"));
    const file = GgufFile.open(at("unknown.gguf"));
    expect(file.metadata.get("deepseek99.block_count")).toEqual({ type: "uint32", value: 6 });
    expect([...file.metadata.keys()].some((key) => key.startsWith("deepseek2."))).toBe(false);
    file.close();
    const info = await readGgufFileInfo(at("unknown.gguf"), { logWarnings: false });
    expect(info.metadata.general.architecture).toBe("deepseek99");
  });

  test("the model without attention has a tokenizer and no attention tensors", async () => {
    await bad.writeWithoutAttention(demo, at("mamba.gguf"));
    const file = GgufFile.open(at("mamba.gguf"));
    expect(file.metadata.has("tokenizer.ggml.tokens")).toBe(true);
    expect([...file.tensors.keys()].filter((name) => /attn_(q|k|v|kv)/.test(name))).toEqual([]);
    file.close();
  });
});
