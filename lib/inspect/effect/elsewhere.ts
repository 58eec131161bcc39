import { elsewhereSchema, editsElsewhere, type Elsewhere, type ElsewhereRequest } from "@/lib/domain/effect";
import { VitrineError } from "@/lib/domain/errors";
import type { PromptInput } from "@/lib/engine/engine";
import type { InspectContext } from "../context";
import { requireEdits } from "../edit-sources";
import { keptOrMade } from "../kept-json";
import { SharedWork } from "../shared-work";
import { requireInspection } from "../start";
import { effectPath, makeTracesFolder } from "../trace-files";
import { hashOf, twinsOf } from "./effect";
import { figuresInBoth, runTwins, type Twins } from "./twins";
import { readRecorded } from "./twin-run";

const working = new SharedWork<Elsewhere>();

async function evaluate(twins: Twins, { prompt: text, mode }: ElsewhereRequest): Promise<Elsewhere> {
  const { ids, rendered } = await twins.context.engine.tokenize(twins.modelPath, { kind: "text", text, mode });
  const prompt: Extract<PromptInput, { kind: "tokens" }> = { kind: "tokens", ids, promptTokens: ids.length, forcedPositions: [], text, mode, renderedPrompt: rendered };
  return runTwins(twins, { prompt, generate: 0, capture: ["logits"] }, ids.length, async (first, second) => {
    const [clean, edited] = [await readRecorded(first, ids.length - 1), await readRecorded(second, ids.length - 1)];
    const [token, instead] = [clean.row.ids[0], edited.row.ids[0]];
    if (token === undefined || instead === undefined) throw new VitrineError("model-unsupported", "This model’s output cannot be read, so there is no effect to measure.");
    const figures = await figuresInBoth(twins, ids, token, clean.row, edited.row);
    return elsewhereSchema.parse({ token: clean.names.get(token), ...figures, first: edited.names.get(instead) });
  });
}

/**
 * What the edits that are tried out on an inspection do to another text: how likely its own clean next token stays. Edits at chosen
 * positions hold at every position there. Evaluated once, in the background, then kept beside the inspection's trace. Errors: as of
 * `readEffect`; those of a prompt.
 */
export async function readElsewhere(context: InspectContext, id: string, request: ElsewhereRequest, signal?: AbortSignal): Promise<Elsewhere> {
  const record = await requireInspection(context, id);
  const { shape } = record.manifest.model;
  const { edits } = editsElsewhere(request.edits);
  if (edits.length === 0) throw new VitrineError("bad-request", "All of these edits name places of one text: there is nothing that they could change in another.", [{ path: "edits", message: "bound to one text" }]);
  if (request.prompt.trim() === "") throw new VitrineError("prompt-empty", "The prompt is empty.");
  requireEdits(edits, shape, shape.contextLength);
  const twins = await twinsOf(context, record, edits);
  const asked = { ...request, edits };
  const file = effectPath(context.settings, id, hashOf(["elsewhere", 2, asked]));
  const make = async (stop: AbortSignal): Promise<Elsewhere> => {
    const effect = await evaluate({ ...twins, options: { signal: stop, priority: "background" } }, asked);
    await makeTracesFolder(context.settings);
    return effect;
  };
  return keptOrMade(working, file, elsewhereSchema, make, signal);
}
