import { writeFileSync } from "node:fs";
import path from "node:path";
import { referenceLens, referenceParts } from "./explain";
import { forward } from "./forward";
import { ReferenceModel } from "./model";
import { readNpz } from "./npz";

/**
 * Writes fixtures/explanations.json: lens and parts of predictions of the demo model by the reference, which is checked against
 * transformers on the same prompts (reference.test.ts). `tsx scripts/reference/make-explanations.ts`.
 */
const demo = path.join(process.cwd(), "models", "demo");
const model = new ReferenceModel(path.join(demo, "demo-f16.gguf"));
const prompts = readNpz(path.join(demo, "reference.npz"));

const explanations = [0, 1, 2, 3].flatMap((prompt) => {
  const tokens = [...(prompts.get(`${prompt}_tokens`)?.values ?? [])];
  const run = forward(model, tokens);
  const last = tokens.length - 1;
  return [last, Math.floor(last / 2), 0].map((position, i) => {
    const order = Array.from(run.logits[position] ?? [], (logit, id) => ({ logit, id })).sort((a, b) => b.logit - a.logit);
    const [target, second] = [order[0]?.id ?? 0, order[1]?.id ?? 0];
    const foil = i === 1 ? second : null;
    const asked = foil === null ? [target] : [target, foil];
    return { tokens, position, target, foil, lens: referenceLens(model, run, position, asked), parts: referenceParts(model, run, position, target, foil) };
  });
});
const file = path.join(import.meta.dirname, "fixtures", "explanations.json");
// Eight digits are a thousand times finer than what is compared.
writeFileSync(file, `${JSON.stringify(explanations, (_, value: unknown) => (typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value))}\n`);
console.log(`${explanations.length} explanations in ${path.relative(process.cwd(), file)}`);
