import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { tensorNames } from "@/lib/trace/names";
import { decodeTensor, type TensorData } from "@/lib/trace/decode";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { workplace, type Ended } from "./testing";

const { inFolder, put, vitrine, remove } = workplace();
const demo = path.resolve("models/demo/demo-f16.gguf");
const inspect = (edits: unknown, out: string, ...args: string[]): Promise<Ended> =>
  vitrine(["inspect", "--model", demo, "--prompt", "The capital of Denmark is", "--edits", put("edits.json", JSON.stringify(edits)), "--out", inFolder(out), ...args]);
const resultSchema = z.object({ manifest: z.object({ edits: z.array(z.unknown()).optional() }) });
const read = (file: string, name: string): Promise<TensorData> =>
  withTrace(inFolder(file), async (trace) => {
    const { dtype, bytes } = await trace.read(name);
    return decodeTensor(dtype, bytes);
  });

afterAll(remove);

describe("vitrine inspect --edits", () => {
  let clean: Ended;
  beforeAll(async () => {
    clean = await inspect([], "clean.safetensors", "--json");
  });

  it("changes the run and writes the edits into the manifest; an empty list is a run without any", async () => {
    expect(clean).toMatchObject({ code: 0, stderr: "" });
    expect(resultSchema.parse(JSON.parse(clean.stdout)).manifest).not.toHaveProperty("edits");
    const edited = await inspect([{ kind: "ffn-write-off", layer: 2 }], "edited.safetensors", "--json");
    expect(resultSchema.parse(JSON.parse(edited.stdout)).manifest.edits).toEqual([{ kind: "ffn-write-off", layer: 2, positions: "all" }]);
    expect(await read("edited.safetensors", tensorNames.logSumExp)).not.toEqual(await read("clean.safetensors", tensorNames.logSumExp));
  });

  it("finds a source beside the file of edits, and says that the model is modified", async () => {
    const patched = await inspect([{ kind: "residual-patch", layer: 3, source: "clean.safetensors" }], "patched.safetensors");
    expect(patched).toMatchObject({ code: 0, stderr: "" });
    expect(patched.stdout).toContain("The model is modified by 1 edit.");
    expect(await read("patched.safetensors", tensorNames.logSumExp)).toEqual(await read("clean.safetensors", tensorNames.logSumExp));
  });

  it.each<[string, unknown, string]>([
    ["an expert that does not exist", [{ kind: "expert-off", layer: 3, expert: 500 }], "Edit 0.expert: expert 500 does not exist"],
    ["a kind that does not exist", [{ kind: "expert-away", layer: 3 }], "edits.0.kind"],
    ["a field that is missing", [{ kind: "head-off", layer: 3 }], "edits.0.head"],
    ["something that is no list", { kind: "head-off" }, "is not a list of edits"],
  ])("refuses %s by name and leaves no trace", async (_, edits, message) => {
    const ended = await inspect(edits, "refused.safetensors");
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain(message);
    await expect(read("refused.safetensors", tensorNames.tokens)).rejects.toThrow("not there");
  });
});
