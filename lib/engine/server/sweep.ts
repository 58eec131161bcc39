import type { Edit } from "@/lib/domain/edit";
import { VitrineError } from "@/lib/domain/errors";
import type { ModelShape } from "@/lib/domain/model";
import type { SweepFigures } from "@/lib/domain/sweep";
import type { SweepJob, SweepOutcome, SweepVariant, SweptPatch, WorkProgress } from "@/lib/engine/engine";
import type { PatchKind, PredictionAfter, SweepOptions, SweepResult, SweptEdit } from "@/native/index";
import { prepareEdits, prepareMadeWith, type EditContext } from "./edits";
import { requireSameModel } from "./explain";
import { stoppable } from "./inspect";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireFit } from "./prompt";
import { runSettings } from "./run-settings";
import { openModelFile, type Workshop } from "./workshop";

const patchKinds: Record<SweptPatch["part"], PatchKind> = { residual: "residual-patch", attention: "attention-write-patch", ffn: "ffn-write-patch" };

const wrong = (message: string): VitrineError => new VitrineError("bad-request", message);

function checkPatch({ layer, position, sourcePosition }: SweptPatch, shape: ModelShape, job: SweepJob): void {
  if (layer < 0 || layer >= shape.layers) throw wrong(`Layer ${layer} cannot be patched: this model’s layers go from 0 to ${shape.layers - 1}.`);
  const within = (what: string, at: number, tokens: readonly number[]): void => {
    if (at < 0 || at >= tokens.length) throw wrong(`Position ${at} cannot be patched: the ${what} has positions 0 to ${tokens.length - 1}.`);
  };
  within("text", position, job.tokens);
  if (!job.source) throw wrong("A patch needs a source text to take its values from.");
  within("source", sourcePosition, job.source);
}

async function variantOptions(variant: SweepVariant, shape: ModelShape, job: SweepJob, base: readonly Edit[], context: EditContext): Promise<SweptEdit[]> {
  if ("patches" in variant)
    return variant.patches.map((patch) => {
      checkPatch(patch, shape, job);
      const { part, layer, position, sourcePosition } = patch;
      return { kind: patchKinds[part], layer, positions: Int32Array.of(position), sourcePositions: Int32Array.of(sourcePosition) };
    });
  // Together with what is in force anyway: two re-routings may leave too few experts only together.
  const { options } = await prepareEdits([...base, ...variant.edits], context);
  return options.slice(base.length);
}

const figuresOf = ({ logprobs: [logprob = NaN, foilLogprob] }: PredictionAfter): SweepFigures => ({ logprob, foilLogprob: foilLogprob ?? null });

function outcomeOf(result: SweepResult, asked: Int32Array): SweepOutcome {
  const clean = figuresOf(result.whole);
  const figures = (list: Float64Array, i: number): SweepFigures => figuresOf({ first: 0, logprobs: list.subarray(i * asked.length, (i + 1) * asked.length) });
  let noiseFloor = 0;
  const variants = [...result.first].map((first, i) => {
    if (first < 0) return null;
    const [before, after] = [figures(result.clean, i), figures(result.edited, i)];
    noiseFloor = Math.max(noiseFloor, Math.abs(before.logprob - clean.logprob), Math.abs((before.foilLogprob ?? 0) - (clean.foilLogprob ?? 0)));
    const foilDelta = after.foilLogprob === null || before.foilLogprob === null ? null : after.foilLogprob - before.foilLogprob;
    return { delta: after.logprob - before.logprob, foilDelta, first };
  });
  // A prediction that is nearly sure hardly moves with the pieces; an edited one may.
  if (result.again && variants[0]) {
    const [again, before] = [figuresOf(result.again), figures(result.edited, 0)];
    noiseFloor = Math.max(noiseFloor, Math.abs(again.logprob - before.logprob), Math.abs((again.foilLogprob ?? 0) - (before.foilLogprob ?? 0)));
  }
  return { state: result.stopped ? "stopped" : "complete", target: asked[0] ?? 0, first: result.whole.first, clean, source: result.source ? figuresOf(result.source) : null, variants, noiseFloor };
}

/**
 * What each variant by itself does to the prediction after the text; what comes before the first changed position is evaluated once.
 * Errors: `bad-request` naming what cannot be changed, `token-out-of-range`, `prompt-too-long`, `stopped` when nothing was measured yet, those
 * of the model file and of traces that edits take values from.
 */
export async function sweep(workshop: Workshop, job: SweepJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<SweepOutcome> {
  const opened = await openModelFile(workshop, job.modelPath);
  const { file, shape } = opened;
  const longest = Math.max(job.tokens.length, job.source?.length ?? 0);
  if (job.tokens.length === 0 || job.source?.length === 0) throw new VitrineError("prompt-empty", "There is no text to change anything in.");
  requireFit(longest, workshop.limits.contextTokens ?? shape.contextLength);
  const vocabulary = await workshop.vocabularies.of(file);
  for (const id of new Set([...job.tokens, ...(job.source ?? []), job.target ?? 0, job.foil ?? 0])) vocabulary.tokenBytes(id);
  if (job.foil !== null && job.foil === job.target) throw wrong("The foil is the target itself: choose two different tokens.");
  const sha256 = await requireSameModel(workshop, opened, job.modelSha256);

  const base = job.madeWith?.edits ?? [];
  const context: EditContext = { shape, modelSha256: async () => Promise.resolve(sha256), tokens: job.tokens.length };
  const madeWith = await prepareMadeWith(job.madeWith, context);
  const variants: SweptEdit[][] = [];
  for (const variant of job.variants) variants.push(await variantOptions(variant, shape, job, base, context));

  const { model, gpuLayers } = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const settings = runSettings(shape, file.insights.modelSize, longest, [], workshop.limits, true);
  requireMemory("This sweep", estimateMemory(file, gpuLayers, settings).context, availableMemory());
  const common = { tokens: Int32Array.from(job.tokens), context: settings, ...madeWith, ...(job.source ? { source: Int32Array.from(job.source) } : {}) };
  const run = (options: Pick<SweepOptions, "asked" | "variants" | "onProgress">) => stoppable(model, signal, () => model.sweep({ ...common, ...options }));

  const target = job.target ?? (await run({ asked: new Int32Array(), variants: [] })).whole.first;
  if (job.foil === target) throw wrong("The foil is what the model finds likeliest anyway: choose another one.");
  const asked = Int32Array.from(job.foil === null ? [target] : [target, job.foil]);
  return outcomeOf(await run({ asked, variants, onProgress: (done, total) => onEvent({ type: "work", done, total }) }), asked);
}
