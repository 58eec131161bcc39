import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { decodeTensor } from "@/lib/trace/decode";
import { ATTENTION_KEYS_PER_ROW, ATTENTION_WHOLE_LIMIT, tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";
import { readHeadMap } from "./head-map";
import { deleteInspection } from "./library";
import { DEMO_MODEL } from "./settings";
import { startInspection } from "./start";
import { temporaryContext, type TemporaryContext } from "./testing";

let temporary: TemporaryContext;

/** The demo model with another number for its context: its rotary positions go on beyond what it was trained on. */
async function writeLongModel(modelsFolder: string): Promise<void> {
  const bytes = await readFile(path.join(modelsFolder, DEMO_MODEL));
  const key = Buffer.from("deepseek2.context_length");
  const value = bytes.indexOf(key) + key.length + 4; // after the key comes the value's type, u32
  expect([bytes.readUInt32LE(value - 4), bytes.readUInt32LE(value)]).toEqual([4, 512]);
  bytes.writeUInt32LE(2_048, value);
  await writeFile(path.join(modelsFolder, "long.gguf"), bytes);
}

beforeAll(async () => {
  temporary = await temporaryContext();
  await writeLongModel(temporary.context.settings.modelsFolder);
}, 60_000);
afterAll(() => temporary.remove());

describe("one head of a prompt too long for whole maps", () => {
  it("is evaluated when it is asked for, once, agrees with the keys that were kept, and goes with the inspection", { timeout: 120_000 }, async () => {
    const { context } = temporary;
    const running = await startInspection(context, inspectionRequestSchema.parse({ model: "long.gguf", prompt: "The capital of France is Paris. ".repeat(130), generate: 2, capture: ["attention"] }));
    await running.finished;
    const last = running.story.soFar().at(-1);
    expect(last, JSON.stringify(last)).toMatchObject({ type: "done" });
    const { id, totalTokens: length } = running.summary;
    expect(length).toBeGreaterThan(ATTENTION_WHOLE_LIMIT);

    const evaluate = vi.spyOn(context.engine, "headMap");
    const [layer, head] = [2, 4];
    const [first, second] = await Promise.all([readHeadMap(context, id, layer, head), readHeadMap(context, id, layer, head)]);
    await readHeadMap(context, id, layer, head);
    expect(evaluate).toHaveBeenCalledOnce();
    expect(first).toMatchObject({ dtype: "F16", shape: [length, length] });
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);

    const map = decodeTensor("F16", first.bytes);
    const { tracesFolder } = context.settings;
    const [keys, weights] = await withTrace(path.join(tracesFolder, `${id}.safetensors`), async (trace) => {
      const part = async (name: string) => {
        const { dtype, bytes } = await trace.read(name, String(head));
        return decodeTensor(dtype, bytes);
      };
      return Promise.all([part(tensorNames.attentionKeys(layer)), part(tensorNames.attentionWeights(layer))]);
    });
    for (const row of [0, 1, 500, length - 1]) {
      const values = Array.from(map.subarray(row * length, (row + 1) * length));
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 2);
      expect(values.slice(row + 1).every((value) => value === 0)).toBe(true);
      for (let place = row * ATTENTION_KEYS_PER_ROW; place < (row + 1) * ATTENTION_KEYS_PER_ROW; place += 1) {
        const key = keys[place] ?? -1;
        if (key >= 0) expect(values[key]).toBeCloseTo(weights[place] ?? NaN, 2);
      }
    }

    expect((await readdir(tracesFolder)).sort()).toEqual([`${id}.head.${layer}.${head}.safetensors`, `${id}.safetensors`]);
    await deleteInspection(context, id);
    expect(await readdir(tracesFolder)).toEqual([]);
  });
});
