import { tensorNames } from "@/lib/trace/names";
import type { EditOptions } from "@/native/index";
import type { Subject } from "./evaluation";
import { compare, interleave } from "./measure";
import { captures, contextFor, greedy, randomPrompt } from "./models";
import type { Comparison } from "./results";

const PROMPT_TOKENS = 256;
const ASKED = Int32Array.of(400);
/** Single runs are timed for as many experts of a large model, evenly over all, and counted for all. */
const SAMPLES_OF_A_LARGE_ONE = 4;

/** Every expert of every layer switched off at the last token. */
async function experts({ file, model }: Subject): Promise<EditOptions[]> {
  const { capture } = await model.run({ tokens: randomPrompt(1), generate: 0, sampling: greedy, context: contextFor(file, model, 1, false), capture: { ...captures.none, router: true } });
  const counts = Array.from({ length: model.layers }, (_, layer) => capture.tensors.find(({ name }) => name === tensorNames.routerScores(layer))?.shape[1] ?? 0);
  capture.dispose();
  return counts.flatMap((count, layer) => Array.from({ length: count }, (_, expert): EditOptions => ({ kind: "expert-off", layer, expert, positions: Int32Array.of(PROMPT_TOKENS - 1) })));
}

/** A sweep over all experts at one position on the cached prefix, against evaluating the whole prompt for each of them. */
export async function measureSweep(subject: Subject): Promise<Comparison[]> {
  const { file, model, repeats } = subject;
  const tokens = randomPrompt(PROMPT_TOKENS);
  const context = contextFor(file, model, PROMPT_TOKENS, false);
  const edits = await experts(subject);
  const samples = model.layers > 12 ? SAMPLES_OF_A_LARGE_ONE : edits.length;
  const singly = async (): Promise<number> => {
    let total = 0;
    for (let i = 0; i < samples; i++) {
      const edit = edits[Math.floor(((i + 0.5) * edits.length) / samples)];
      const start = performance.now();
      const { capture } = await model.run({ tokens, generate: 0, sampling: greedy, context, capture: captures.none, edits: edit ? [edit] : [] });
      total += performance.now() - start;
      capture.dispose();
    }
    return (total * edits.length) / samples;
  };
  const together = async (): Promise<number> => {
    const start = performance.now();
    await model.sweep({ tokens, asked: ASKED, variants: edits.map((edit) => [edit]), context });
    return performance.now() - start;
  };
  const taken = await interleave(repeats, singly, together);
  return [compare({ name: `sweep over ${edits.length} experts at the last of ${PROMPT_TOKENS} tokens, against a run for each`, model: file.label, unit: "ms", target: 0.1 }, taken)];
}
