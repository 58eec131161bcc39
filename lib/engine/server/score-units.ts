import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { Score, ScoreRequest } from "@/lib/domain/scored";
import type { ScoreUnitsJob, WorkProgress } from "@/lib/engine/engine";
import { stoppable } from "./inspect";
import type { LoadedModel } from "./loaded-models";
import { runSettings } from "./run-settings";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireUntouched } from "./model-file";
import { requireFit } from "./prompt";
import { unitSettings } from "./score-settings";
import { planRequest, type Plan, type PlannedComparison, type PlannedSequence, type SequenceFigures } from "./score-plan";
import type { Vocabulary } from "./vocabularies";
import { openModelFile, type Workshop } from "./workshop";

type Sample = Extract<ScoreRequest, { kind: "sample" }>;
type Planned = { sample: Sample } | { plan: Plan; work: EvaluationSet; places: Place[]; comparison: number | null };

/** Where the figures of a planned sequence will be: in which sequence of the set, and at which of its wanted ids they begin. */
interface Place {
  sequence: number;
  wanted: number;
  count: number;
}

/** What goes through the model in one call. Equal sequences are one, whatever is wanted of them: neutral prompts, the letters of a question. */
class EvaluationSet {
  readonly sequences: PlannedSequence[] = [];
  readonly comparisons: PlannedComparison[] = [];
  private readonly byIds = new Map<string, PlannedSequence & { place: number }>();

  add({ ids, from, wanted }: PlannedSequence): Place {
    const key = ids.join(",");
    let known = this.byIds.get(key);
    if (!known) {
      known = { ids, from, wanted: [], place: this.sequences.length };
      this.byIds.set(key, known);
      this.sequences.push(known);
    }
    known.from = Math.min(known.from, from);
    const place = { sequence: known.place, wanted: known.wanted.length, count: wanted.length };
    for (const id of wanted) known.wanted.push(id);
    return place;
  }

  /** `places`: of the sequences that the comparison counts by. Returns its own place. */
  compare({ sides, count }: PlannedComparison, places: readonly Place[]): number {
    const placed = sides.map(({ sequence, position }) => ({ sequence: places[sequence]?.sequence ?? 0, position }));
    return this.comparisons.push({ sides: placed, count }) - 1;
  }
}

/** What an evaluated set tells. */
interface Evaluated {
  figures: SequenceFigures[];
  divergences: Float64Array[];
}

async function evaluate(workshop: Workshop, loaded: LoadedModel, { sequences, comparisons }: EvaluationSet, share: boolean, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<Evaluated> {
  if (sequences.length === 0) return { figures: [], divergences: [] };
  const longest = sequences.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  requireFit(longest, workshop.limits.contextTokens ?? loaded.shape.contextLength);
  const { lanes, ...context } = unitSettings(workshop, loaded.file, loaded.shape, longest);
  requireMemory("Scoring", lanes * estimateMemory(loaded.file, loaded.gpuLayers, context).context, availableMemory());
  const { logprobs, divergences } = await stoppable(loaded.model, signal, () =>
    loaded.model.score({
      sequences: sequences.map(({ ids }) => Int32Array.from(ids)),
      from: Int32Array.from(sequences, ({ from }) => from),
      wanted: sequences.map(({ wanted }) => Int32Array.from(wanted)),
      divergences: comparisons.map(({ sides, count }) => Int32Array.from([...sides.flatMap(({ sequence, position }) => [sequence, position]), count])),
      share,
      lanes,
      context,
      onProgress: (done, total) => onEvent({ type: "work", done, total }),
    }),
  );
  const figures = sequences.map(({ ids }, i) => {
    const row = logprobs[i] ?? new Float64Array();
    return { tokens: row.subarray(0, ids.length), wanted: row.subarray(ids.length) };
  });
  return { figures, divergences };
}

function at(figures: readonly SequenceFigures[], { sequence, wanted, count }: Place): SequenceFigures {
  const all = figures[sequence];
  return { tokens: all?.tokens ?? new Float64Array(), wanted: all?.wanted.subarray(wanted, wanted + count) ?? new Float64Array() };
}

/** One continuation, sampled with its seed; the end token is not part of its text. */
async function sample(workshop: Workshop, loaded: LoadedModel, vocabulary: Vocabulary, request: Sample, signal: AbortSignal): Promise<Score> {
  const { ids } = vocabulary.encode(request.prompt, "completion");
  const settings = runSettings(loaded.shape, loaded.file.insights.modelSize, ids.length + request.tokens, [], workshop.limits);
  requireFit(ids.length, settings.contextTokens);
  requireMemory("Sampling", estimateMemory(loaded.file, loaded.gpuLayers, settings).context, availableMemory());
  const result = await stoppable(loaded.model, signal, () =>
    loaded.model.run({
      tokens: Int32Array.from(ids),
      generate: request.tokens,
      sampling: { temperature: request.temperature, topK: 0, topP: 1, minP: 0, seed: request.seed },
      context: settings,
      capture: { attention: false, router: false, residual: false, logits: false },
    }),
  );
  result.capture.dispose();
  const written = Array.from(result.tokens.subarray(ids.length)).filter((id) => !loaded.model.isEndOfGeneration(id));
  return { kind: "sample", text: vocabulary.decode(written), tokens: written.length };
}

/**
 * Scores of audit units, in the order of the requests: natural logarithms over the whole vocabulary in float64. All texts of a call
 * go through the model together, and what they begin with in common goes through it once.
 * Errors: `bad-request` where the file is not the one that was asked for, or was replaced meanwhile; `prompt-too-long`, `stopped`, those of the model file and of memory.
 */
export async function scoreUnits(workshop: Workshop, job: ScoreUnitsJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<{ scores: Score[] }> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  const sha256 = job.modelSha256 === undefined ? undefined : await workshop.hashes.of(file);
  if (sha256 !== job.modelSha256) {
    throw new VitrineError("bad-request", `The model file ${path.basename(file.path)} has been replaced: its SHA-256 is ${sha256 ?? ""}, it was ${job.modelSha256 ?? ""}.`);
  }
  const vocabulary = await workshop.vocabularies.of(file);
  const together = new EvaluationSet();
  const planned = job.requests.map((request): Planned => {
    if (request.kind === "sample") return { sample: request };
    const plan = planRequest(vocabulary, request);
    const work = job.oneByOne ? new EvaluationSet() : together;
    const places = plan.sequences.map((sequence) => work.add(sequence));
    return { plan, work, places, comparison: plan.comparison ? work.compare(plan.comparison, places) : null };
  });
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const evaluated = new Map<EvaluationSet, Evaluated>();
  for (const one of planned) {
    if ("sample" in one || evaluated.has(one.work)) continue;
    evaluated.set(one.work, await evaluate(workshop, loaded, one.work, job.sharePrefixes ?? true, onEvent, signal));
  }
  const scores: Score[] = [];
  for (const one of planned) {
    if ("sample" in one) {
      scores.push(await sample(workshop, loaded, vocabulary, one.sample, signal));
      continue;
    }
    const { figures, divergences } = evaluated.get(one.work) ?? { figures: [], divergences: [] };
    scores.push(one.plan.read(one.places.map((place) => at(figures, place)), divergences[one.comparison ?? -1] ?? new Float64Array()));
  }
  // Weights are mapped from the file: where it was written to meanwhile, some scores are of the one and some of the other.
  await requireUntouched(file);
  return { scores };
}
