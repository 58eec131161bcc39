import type { EditOptions } from "@/native/index";
import type { Subject } from "./evaluation";
import { compare, interleave } from "./measure";
import { captures, contextFor, greedy, randomPrompt } from "./models";
import type { Comparison } from "./results";

const PROMPT_TOKENS = 64;
const GENERATED = 32;

/** One edit of each kind of node, at every position. */
const edits: EditOptions[] = [
  { kind: "expert-off", layer: 2, expert: 1 },
  { kind: "expert-reroute", layer: 3, expert: 2 },
  { kind: "head-off", layer: 1, head: 0 },
  { kind: "attention-block", from: 0 },
  { kind: "attention-write-off", layer: 4 },
  { kind: "ffn-write-off", layer: 2 },
  { kind: "residual-scale", layer: 3, factor: 0.9 },
];

/** Time for each generated token with everything captured, with edits against without. */
export async function measureEdits({ file, model, repeats, warmUp }: Subject): Promise<Comparison[]> {
  const context = contextFor(file, model, PROMPT_TOKENS + GENERATED, false);
  const once = async (tokens: Int32Array, generate: number, list: EditOptions[]): Promise<number> => {
    const result = await model.run({ tokens, generate, sampling: greedy, context, capture: captures.everything, edits: list });
    result.capture.dispose();
    return result.generateMs / Math.max(1, result.tokens.length - result.promptTokens);
  };
  const measured = async (list: EditOptions[]): Promise<number> => {
    await once(randomPrompt(Math.min(warmUp, PROMPT_TOKENS)), 2, list);
    return once(randomPrompt(PROMPT_TOKENS), GENERATED, list);
  };
  const taken = await interleave(repeats, () => measured([]), () => measured(edits));
  return [compare({ name: `generation with ${edits.length} edits, all captures`, model: file.label, unit: "ms/token", target: 1.3 }, taken)];
}
