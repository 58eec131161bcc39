import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { largestDifference } from "./compare";
import { forward, type ReferenceRun } from "./forward";
import { ReferenceModel } from "./model";
import { readNpz, type NpyArray } from "./npz";

const folder = join(process.cwd(), "models/demo");
const PROMPTS = [0, 1, 2, 3];

/** The reference against Hugging Face transformers, which computed reference.npz in float32 on the weights of demo-f16.gguf. */
describe("the reference agrees with transformers on the demo model", () => {
  let model: ReferenceModel;
  let expected: Map<string, NpyArray>;
  const runs: ReferenceRun[] = [];
  const array = (prompt: number, name: string): NpyArray => {
    const found = expected.get(`${prompt}_${name}`);
    if (!found) throw new Error(`reference.npz has no ${prompt}_${name}`);
    return found;
  };

  beforeAll(() => {
    model = new ReferenceModel(join(folder, "demo-f16.gguf"));
    expected = readNpz(join(folder, "reference.npz"));
    for (const prompt of PROMPTS) runs.push(forward(model, [...array(prompt, "tokens").values]));
  }, 60_000);

  test.each(PROMPTS)("logits of prompt %i within 2e-4", (prompt) => {
    expect(largestDifference(runs[prompt]!.logits, array(prompt, "logits").values)).toBeLessThan(2e-4);
  });

  test.each(PROMPTS)("attention of prompt %i within 1e-4", (prompt) => {
    runs[prompt]!.attention.forEach((weights, layer) => {
      expect(largestDifference([weights], array(prompt, `attn_${layer}`).values)).toBeLessThan(1e-4);
    });
  });

  test.each(PROMPTS)("residual stream of prompt %i within 1e-5 of its largest value", (prompt) => {
    const run = runs[prompt]!;
    // hidden_<l> is the input of layer l; the one after the last layer is taken after the final norm.
    [...run.residual.slice(0, -1), run.finalNorm].forEach((vectors, layer) => {
      const { values } = array(prompt, `hidden_${layer + 1}`);
      const largest = [...values].reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      expect(largestDifference(vectors, values) / largest).toBeLessThan(1e-5);
    });
  });

  test.each(PROMPTS)("experts of prompt %i are the same and their gates within 1e-5", (prompt) => {
    const run = runs[prompt]!;
    let compared = 0;
    run.routing.forEach((layer, index) => {
      if (!layer) return;
      const experts = array(prompt, `topk_${index}`);
      const weights = array(prompt, `topw_${index}`);
      const used = experts.shape[1]!;
      layer.forEach((routing, token) => {
        const theirs = new Map(Array.from({ length: used }, (_, slot) => [experts.values[token * used + slot]!, weights.values[token * used + slot]!]));
        expect(new Set(routing.experts)).toEqual(new Set(theirs.keys()));
        routing.experts.forEach((expert, slot) => expect(Math.abs(routing.weights[slot]! - theirs.get(expert)!)).toBeLessThan(1e-5));
        compared++;
      });
    });
    expect(compared).toBe(5 * run.logits.length);
  });
});
