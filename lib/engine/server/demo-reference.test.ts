import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { widenToFloat32 } from "@/scripts/gguf/widen";
import { readNpz, type NpyArray } from "@/scripts/reference/npz";
import { tensorNames } from "@/lib/trace/names";
import { Bench, demoFolder, demoModel, largestGap, largestOf, tokenPrompt, type RecordedRun } from "./testing/harness";

const PROMPTS = [0, 1, 2, 3];
const LAYERS = [0, 1, 2, 3, 4, 5];
const EXPERT_LAYERS = [1, 2, 3, 4, 5];
const VOCABULARY = 2_048;

/** llama.cpp rounds activations to half precision for half-precision weights: the float32 copy shows the arithmetic alone. */
const files = [
  { name: "the demo model as shipped", widen: false, logits: 0.05, attention: 0.03, residual: 1e-2 },
  { name: "the demo model widened to float32", widen: true, logits: 2e-3, attention: 5e-4, residual: 1e-3 },
];

/** Captures against Hugging Face transformers, which computed reference.npz in float32. */
describe.each(files)("captures of $name", ({ widen, logits, attention, residual }) => {
  let bench: Bench;
  let reference: Map<string, NpyArray>;
  const runs: RecordedRun[] = [];
  const expected = (prompt: number, name: string): NpyArray => {
    const found = reference.get(`${prompt}_${name}`);
    if (!found) throw new Error(`reference.npz has no ${prompt}_${name}`);
    return found;
  };

  beforeAll(async () => {
    bench = await Bench.open();
    reference = readNpz(path.join(demoFolder, "reference.npz"));
    const modelPath = widen ? path.join(bench.folder, "demo-f32.gguf") : demoModel;
    if (widen) await widenToFloat32(demoModel, modelPath);
    for (const prompt of PROMPTS) runs.push(await bench.inspect({ modelPath, prompt: tokenPrompt([...expected(prompt, "tokens").values]) }));
  });
  afterAll(() => bench?.close());

  test.each(PROMPTS)("name the same experts at every position of prompt %i", async (prompt) => {
    for (const layer of EXPERT_LAYERS) {
      const [ours, theirs] = [await runs[prompt]!.read(tensorNames.routerExperts(layer)), expected(prompt, `topk_${layer}`).values];
      const [gates, theirGates] = [await runs[prompt]!.read(tensorNames.routerWeights(layer)), expected(prompt, `topw_${layer}`).values];
      for (let i = 0; i < theirs.length; i += 2) {
        expect(new Set([ours[i], ours[i + 1]])).toEqual(new Set([theirs[i], theirs[i + 1]]));
        const swapped = ours[i] === theirs[i] ? 0 : 1;
        expect(Math.abs(gates[i]! - theirGates[i + swapped]!)).toBeLessThan(5e-3);
      }
    }
  });

  test.each(PROMPTS)("have logits within the tolerance, and the same likeliest token, for prompt %i", async (prompt) => {
    const [ids, values] = [await runs[prompt]!.read(tensorNames.logitIds), await runs[prompt]!.read(tensorNames.logitValues)];
    const theirs = expected(prompt, "logits").values;
    const kept = runs[prompt]!.shape(tensorNames.logitIds)[1]!;
    for (let row = 0; row * VOCABULARY < theirs.length; row++) {
      const all = Array.from(theirs.slice(row * VOCABULARY, (row + 1) * VOCABULARY));
      expect(ids[row * kept]).toBe(all.indexOf(all.reduce((a, b) => Math.max(a, b))));
      for (let i = row * kept; i < (row + 1) * kept; i++) expect(Math.abs(values[i]! - all[ids[i]!]!)).toBeLessThan(logits);
    }
  });

  test.each(PROMPTS)("have attention within the tolerance for prompt %i", async (prompt) => {
    for (const layer of LAYERS) expect(largestGap(await runs[prompt]!.read(tensorNames.attention(layer)), expected(prompt, `attn_${layer}`).values)).toBeLessThan(attention);
  });

  test.each(PROMPTS)("have a residual stream within the tolerance for prompt %i", async (prompt) => {
    // hidden_<l> is the input of layer l; the reference has the last layer's output only after the final norm.
    for (const layer of LAYERS.slice(0, -1)) {
      const theirs = expected(prompt, `hidden_${layer + 1}`).values;
      expect(largestGap(await runs[prompt]!.read(tensorNames.residual(layer)), theirs) / largestOf(theirs)).toBeLessThan(residual);
    }
  });
});
