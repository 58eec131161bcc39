import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Edit } from "@/lib/domain/edit";
import type { Explanation, TargetFigures, TokenChoice } from "@/lib/domain/explanation";
import type { ExplainJob, ExplainOutcome, WorkProgress } from "@/lib/engine/engine";
import type { ExplainOptions, Model, PredictionFigures } from "@/native/index";
import { prepareMadeWith } from "./edits";
import { contributionTree, everFirst, lensLayers, remainderOf } from "./explain-figures";
import { stoppable } from "./inspect";
import { writeLens } from "./lens-file";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { quantisationName } from "./model-shape";
import { preparePrompt, requireFit } from "./prompt";
import { runSettings } from "./run-settings";
import { chooseToken, namedToken } from "./token-choice";
import type { Vocabulary } from "./vocabularies";
import { openModelFile, type OpenedFile, type Workshop } from "./workshop";

/** The hash of the file. Error: `bad-request` when it is not the wanted one. */
export async function requireSameModel(workshop: Workshop, { file }: OpenedFile, wanted: string | undefined): Promise<string> {
  const sha256 = await workshop.hashes.of(file);
  if (wanted !== undefined && wanted !== sha256) throw new VitrineError("bad-request", "The model file has changed since this inspection was made; it cannot be explained with another one.");
  return sha256;
}

/** Runs the addon, and says what the model lacks instead of failing: a model without the nodes still tells the rest. */
async function attempt<T>(work: () => Promise<T>): Promise<{ value: T } | { reason: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof VitrineError && error.code === "model-unsupported") return { reason: error.message };
    throw error;
  }
}

function figuresOf(predictions: PredictionFigures, vocabulary: Vocabulary, n: number, asked: Int32Array, which: number): TargetFigures {
  const i = n * asked.length + which;
  const logit = predictions.askedLogits[i] ?? NaN;
  return { ...namedToken(vocabulary, asked[which] ?? 0), logit, logprob: logit - (predictions.logSumExp[n] ?? NaN), rank: predictions.askedRanks[i] ?? NaN };
}

/** Why parts of a logit no longer add up under a run's edits; null when they do: switched-off experts and heads are parts of 0. */
function brokenSum(edits: readonly Edit[], position: number): string | null {
  const broken = edits.find((edit) => /^(residual|attention-write|ffn-write)-/.test(edit.kind) && "positions" in edit && (edit.positions === "all" || edit.positions.includes(position)));
  return broken ? `This run was made with an edit of the stream itself at this position (${broken.kind}, layer ${broken.layer}): what components wrote no longer adds up to the logit.` : null;
}

/** The likeliest token after a position. */
async function likeliest(model: Model, options: Pick<ExplainOptions, "tokens" | "context" | "edits" | "meanTokens">, position: number, signal: AbortSignal): Promise<number> {
  const nothing = { positions: Int32Array.of(position), asked: new Int32Array(), lens: false, top: 1 };
  const { predictions } = await stoppable(model, signal, () => model.explain({ ...options, ...nothing }));
  return predictions.first[0] ?? 0;
}

/**
 * Logit lens and direct logit attribution at one position, and the lens of all positions as a file where that is asked for. Errors:
 * `bad-request` for a position outside the text, a target that is not one token, a foil equal to the target; `stopped`; those of the
 * prompt, the model file and memory.
 */
export async function explain(workshop: Workshop, job: ExplainJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<ExplainOutcome> {
  const opened = await openModelFile(workshop, job.modelPath);
  const { file, shape } = opened;
  const vocabulary = await workshop.vocabularies.of(file);
  const prompt = preparePrompt(job.prompt, vocabulary);
  requireFit(prompt.ids.length, workshop.limits.contextTokens ?? shape.contextLength);
  const position = job.position ?? prompt.ids.length - 1;
  if (position < 0 || position >= prompt.ids.length) {
    throw new VitrineError("bad-request", `Position ${position} lies outside of the text: its ${prompt.ids.length} tokens have positions 0 to ${prompt.ids.length - 1}.`);
  }
  const choose = (what: string, choice: TokenChoice | null) => choice && chooseToken(vocabulary, shape.vocabulary, what, choice);
  const chosen = { target: choose("target", job.target), foil: choose("foil", job.foil) };
  const sha256 = await requireSameModel(workshop, opened, job.modelSha256);

  const loadStart = performance.now();
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const explainStart = performance.now();
  const { model } = loaded;
  const settings = runSettings(shape, file.insights.modelSize, prompt.ids.length, ["attention"], workshop.limits);
  requireMemory("This explanation", estimateMemory(file, loaded.gpuLayers, settings).context, availableMemory());

  const tokens = Int32Array.from(prompt.ids);
  const edits = await prepareMadeWith(job.madeWith, { shape, modelSha256: async () => Promise.resolve(sha256), tokens: tokens.length });
  const target = chosen.target?.id ?? (await likeliest(model, { tokens, context: settings, ...edits }, position, signal));
  const foil = chosen.foil?.id;
  if (foil === target) throw new VitrineError("bad-request", "The foil is the target itself: choose two different tokens.");
  const asked = Int32Array.from(foil === undefined ? [target] : [target, foil]);
  const positions = job.lensPath === null ? Int32Array.of(position) : Int32Array.from(tokens.keys());
  const n = positions.indexOf(position);
  const common = { tokens, asked, top: Math.min(job.top, shape.vocabulary), context: settings, ...edits, onProgress: (done: number, total: number) => onEvent({ type: "work", done, total }) };
  const noSum = job.contributions ? brokenSum(job.madeWith?.edits ?? [], position) : "The parts of the logit were not asked for.";
  const parts = noSum === null ? { contributions: { position, target, ...(foil === undefined ? {} : { foil }) } } : {};
  const run = (options: Pick<ExplainOptions, "positions" | "lens" | "contributions">) => stoppable(model, signal, () => model.explain({ ...common, ...options }));

  // One evaluation where the model has all nodes; one for each half where it lacks some, so that the other half still speaks.
  const whole = await attempt(() => run({ positions, lens: true, ...parts }));
  const lens = "value" in whole ? whole : await attempt(() => run({ positions, lens: true }));
  const rest = "value" in whole ? whole : await attempt(() => run({ positions: Int32Array.of(position), lens: false, ...parts }));
  const plain = "value" in lens ? lens.value : "value" in rest ? rest.value : await run({ positions: Int32Array.of(position), lens: false });
  const place = "value" in lens ? n : 0;

  const layers = "value" in lens && lens.value.lens ? lensLayers(lens.value.lens, n, foil !== undefined) : null;
  const ever = "value" in lens && lens.value.lens ? everFirst(lens.value.lens, n, (id) => namedToken(vocabulary, id)) : [];
  const contributions = "value" in rest && rest.value.contributions ? rest.value.contributions : null;
  const tree = contributions && contributionTree(contributions);
  const targetFigures = figuresOf(plain.predictions, vocabulary, place, asked, 0);
  const foilFigures = foil === undefined ? null : figuresOf(plain.predictions, vocabulary, place, asked, 1);
  const logit = contributions?.logit ?? targetFigures.logit - (foilFigures?.logit ?? 0);
  const explanation: Explanation = {
    model: { fileName: path.basename(file.path), sha256, architecture: file.info.metadata.general.architecture, quantisation: quantisationName(file) },
    tokens: prompt.ids,
    promptTokens: prompt.promptTokens,
    mode: prompt.mode,
    position,
    target: targetFigures,
    foil: foilFigures,
    lens: layers,
    everFirst: ever,
    names: [...new Set(layers?.flatMap(({ ids }) => ids) ?? [])].map((id) => namedToken(vocabulary, id)),
    contributions: tree,
    logit,
    remainder: tree && remainderOf(logit, tree),
    checks: { lastLayerGap: "value" in lens ? (lens.value.lens?.modelGap[n] ?? null) : null },
    notes: [chosen.target?.note, chosen.foil?.note].filter((note) => typeof note === "string"),
    missing: { lens: "reason" in lens ? lens : null, contributions: "reason" in rest ? rest : noSum === null ? null : { reason: noSum } },
  };
  if (job.lensPath !== null && "value" in lens && lens.value.lens) {
    await writeLens(job.lensPath, lens.value.lens, positions, asked, model, { model: sha256 });
  }
  return { explanation, timings: { loadMs: explainStart - loadStart, explainMs: performance.now() - explainStart } };
}
