import { createHash } from "node:crypto";
import type { Edit } from "@/lib/domain/edit";
import { effectSchema, type ChangedToken, type Effect, type EffectRequest, type SpokenToken } from "@/lib/domain/effect";
import { VitrineError } from "@/lib/domain/errors";
import type { InspectionRecord } from "@/lib/db/inspections";
import type { PromptInput } from "@/lib/engine/engine";
import { commonBeginning } from "@/lib/math/align";
import { ATTENTION_WHOLE_LIMIT } from "@/lib/trace/names";
import { compareLayer } from "../compare/compare-layers";
import type { InspectContext } from "../context";
import { requireEdits, resolveSources } from "../edit-sources";
import { keptOrMade } from "../kept-json";
import { resolveModel } from "../model-files";
import { SharedWork } from "../shared-work";
import { requireInspection } from "../start";
import { unpackTokenTable } from "../token-table";
import { effectPath, makeTracesFolder } from "../trace-files";
import { figuresInBoth, piecesNoise, runTwins, type Twins } from "./twins";
import { figuresIn, readRecorded, type KeptRow, type Recorded } from "./twin-run";

const CANDIDATES = 10;

const working = new SharedWork<Effect>();

export const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 24);

const firstDifferent = (a: readonly number[], b: readonly number[]): number | null => {
  const same = commonBeginning(a, b);
  return same === Math.max(a.length, b.length) ? null : same;
};

const candidates = (row: KeptRow, other: KeptRow): Effect["candidates"]["clean"] =>
  row.ids.slice(0, CANDIDATES).map((id, i) => ({ id, logprob: row.logprobs[i] ?? NaN, otherRank: figuresIn(other, id)?.rank ?? null }));

/** The most by which the clean run differs from an inspection that was made without edits. */
function againstInspection(record: InspectionRecord, ids: readonly number[], clean: Recorded): number | null {
  if (record.request.edits?.length) return null;
  const own = unpackTokenTable(record.tokens);
  const differences = ids.map((_, i) => Math.abs((own.logprob[i] ?? NaN) - (clean.table.logprob[i] ?? NaN)));
  const next = own.ids[ids.length];
  const figures = next === undefined ? null : figuresIn(clean.row, next);
  if (figures) differences.push(Math.abs((own.logprob[ids.length] ?? NaN) - figures.logprob));
  return differences.reduce((most, value) => (value > most ? value : most), 0);
}

/** By how much the change may differ when both runs are evaluated in other pieces: what either run differs by, together. */
async function againstPieces(twins: Twins, ids: readonly number[], tokens: readonly number[]): Promise<number | null> {
  let most = 0;
  try {
    for (const token of tokens) most = Math.max(most, (await piecesNoise(twins, ids, token, [])) + (await piecesNoise(twins, ids, token, twins.edits)));
    return most;
  } catch (error) {
    if (error instanceof VitrineError && error.code === "model-unsupported") return null;
    throw error;
  }
}

async function noiseOf(twins: Twins, record: InspectionRecord, ids: readonly number[], clean: Recorded, asked: readonly number[]): Promise<Effect["noise"]> {
  const [inspection, pieces] = [againstInspection(record, ids, clean), await againstPieces(twins, ids, asked)];
  return { floor: inspection === null && pieces === null ? null : Math.max(inspection ?? 0, pieces ?? 0), inspection, pieces };
}

async function layersOf(clean: Recorded, edited: Recorded, layers: number, tokens: number): Promise<Effect["layers"]> {
  // The tokens read alone: what follows them may be different tokens in either run.
  const pairs = Array.from({ length: tokens }, (_, i) => ({ a: i, b: i }));
  const changed: Effect["layers"] = [];
  for (let layer = 0; layer < layers; layer++) {
    const { routing, attention } = await compareLayer(clean.trace, edited.trace, layer, pairs);
    changed.push({ layer, routing: routing && { jaccard: routing.routing.mean, experts: routing.routing.experts }, attention });
  }
  return changed;
}

async function evaluate(twins: Twins, record: InspectionRecord, request: EffectRequest): Promise<Effect> {
  const { manifest } = record;
  const { shape } = manifest.model;
  const { position, generate } = request;
  const tokens = position + 1;
  const prompt: Extract<PromptInput, { kind: "tokens" }> = {
    kind: "tokens",
    ids: unpackTokenTable(record.tokens).ids.slice(0, tokens),
    promptTokens: Math.min(tokens, manifest.promptTokens),
    forcedPositions: [],
    text: null,
    mode: manifest.mode,
    renderedPrompt: null,
  };
  const attention = tokens + generate <= ATTENTION_WHOLE_LIMIT;
  return runTwins(twins, { prompt, generate, capture: [...(attention ? ["attention" as const] : []), "router", "logits"] }, tokens + generate, async (cleanTrace, editedTrace) => {
    const [clean, edited] = [await readRecorded(cleanTrace, position), await readRecorded(editedTrace, position)];
    const target = request.target ?? clean.row.ids[0];
    if (target === undefined) throw new VitrineError("model-unsupported", "This model’s output cannot be read, so there is no effect to measure.");
    const changed = async (id: number): Promise<ChangedToken> => ({ id, ...(await figuresInBoth(twins, prompt.ids, id, clean.row, edited.row)) });
    const [first, foil] = [await changed(target), request.foil === null ? null : await changed(request.foil)];
    const effect: Omit<Effect, "names"> = {
      position,
      target: first,
      foil,
      noise: await noiseOf(twins, record, prompt.ids, clean, foil ? [first.id, foil.id] : [first.id]),
      candidates: { clean: candidates(clean.row, edited.row), edited: candidates(edited.row, clean.row) },
      continuation: {
        clean: clean.table.ids.slice(tokens),
        edited: edited.table.ids.slice(tokens),
        firstDifferent: firstDifferent(clean.table.ids.slice(tokens), edited.table.ids.slice(tokens)),
      },
      layers: await layersOf(clean, edited, shape.layers, tokens),
    };
    const spoken = [target, ...(request.foil === null ? [] : [request.foil]), ...effect.candidates.clean.map(({ id }) => id), ...effect.candidates.edited.map(({ id }) => id), ...effect.continuation.clean, ...effect.continuation.edited];
    const names = [...new Set(spoken)].map((id) => clean.names.get(id) ?? edited.names.get(id)).filter((name): name is SpokenToken => name !== undefined);
    return effectSchema.parse({ ...effect, names });
  });
}

/** What both runs of an effect have in common, with the edits as the engine takes them. Errors: those of `resolveSources` and `resolveModel`. */
export async function twinsOf(context: InspectContext, record: InspectionRecord, edits: readonly Edit[]): Promise<Omit<Twins, "options">> {
  return { context, id: record.summary.id, modelPath: await resolveModel(context.settings.modelsFolder, record.summary.modelId), modelSha256: record.manifest.model.sha256, edits: await resolveSources(context, edits) };
}

/**
 * What edits do to an inspection's answer after a position: evaluated once, then kept beside the trace. The evaluation is stopped when
 * `signal` aborts and nobody else waits for it. Errors: `not-found`; `bad-request` naming what is out of range; those of the engine.
 */
export async function readEffect(context: InspectContext, id: string, request: EffectRequest, signal?: AbortSignal): Promise<Effect> {
  const record = await requireInspection(context, id);
  const { shape } = record.manifest.model;
  const { totalTokens } = record.summary;
  const { position, target, foil, edits, generate } = request;
  const refuse = (path: string, message: string) => new VitrineError("bad-request", message, [{ path, message }]);
  if (position >= totalTokens) throw refuse("position", `Position ${position} lies outside of the text: its ${totalTokens} tokens have positions 0 to ${totalTokens - 1}.`);
  for (const [name, token] of [["target", target], ["foil", foil]] as const) {
    if (token !== null && token >= shape.vocabulary) throw refuse(name, `Token ${token} does not exist in this model: its vocabulary has ${shape.vocabulary} tokens.`);
  }
  requireEdits(edits, shape, Math.max(totalTokens, position + 1 + generate));
  const twins = await twinsOf(context, record, edits);
  const file = effectPath(context.settings, id, hashOf(["effect", 3, request]));
  const make = async (stop: AbortSignal): Promise<Effect> => {
    const effect = await evaluate({ ...twins, options: { signal: stop } }, record, request);
    await makeTracesFolder(context.settings);
    return effect;
  };
  return keptOrMade(working, file, effectSchema, make, signal);
}
