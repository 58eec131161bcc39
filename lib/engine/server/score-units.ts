import type { Score, ScoreRequest } from "@/lib/domain/scored";
import type { ScoreUnitsJob, WorkProgress } from "@/lib/engine/engine";
import { stoppable } from "./inspect";
import type { LoadedModel } from "./loaded-models";
import { runSettings } from "./run-settings";
import { requireFit } from "./prompt";
import { scoreSettings } from "./score";
import { planRequest, type Plan, type PlannedSequence, type SequenceFigures } from "./score-plan";
import type { Vocabulary } from "./vocabularies";
import { openModelFile, type Workshop } from "./workshop";

type Sample = Extract<ScoreRequest, { kind: "sample" }>;
type Planned = { sample: Sample } | { plan: Plan; places: Place[] };

/** Where the figures of a planned sequence will be: in which sequence of the set, and at which of its wanted ids they begin. */
interface Place {
  sequence: number;
  wanted: number;
  count: number;
}

/** Equal sequences are evaluated once, whatever is wanted after them: neutral prompts, the letters of a question, yes and no. */
class SequenceSet {
  readonly sequences: PlannedSequence[] = [];
  private readonly byIds = new Map<string, number>();

  add({ ids, wanted }: PlannedSequence): Place {
    const key = ids.join(",");
    const sequence = this.byIds.get(key) ?? this.sequences.push({ ids, wanted: [] }) - 1;
    this.byIds.set(key, sequence);
    const all = this.sequences[sequence]?.wanted ?? [];
    const place = { sequence, wanted: all.length, count: wanted.length };
    for (const id of wanted) all.push(id);
    return place;
  }
}

async function evaluate(workshop: Workshop, loaded: LoadedModel, sequences: readonly PlannedSequence[], onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<SequenceFigures[]> {
  if (sequences.length === 0) return [];
  const longest = sequences.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  requireFit(longest, workshop.limits.contextTokens ?? loaded.shape.contextLength);
  const results = await stoppable(loaded.model, signal, () =>
    loaded.model.score({
      sequences: sequences.map(({ ids }) => Int32Array.from(ids)),
      wanted: sequences.map(({ wanted }) => Int32Array.from(wanted)),
      context: scoreSettings(loaded.file, loaded.shape, loaded.gpuLayers, longest),
      onProgress: (done, total) => onEvent({ type: "work", done, total }),
    }),
  );
  return sequences.map(({ ids }, i) => {
    const row = results[i] ?? new Float64Array();
    return { tokens: row.subarray(0, ids.length), wanted: row.subarray(ids.length) };
  });
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
 * go through the model together, each in a KV stream of its own, so that a figure does not depend on its neighbours.
 * Errors: `prompt-too-long`, `stopped`, those of the model file and of memory.
 */
export async function scoreUnits(workshop: Workshop, job: ScoreUnitsJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<{ scores: Score[] }> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  const vocabulary = await workshop.vocabularies.of(file);
  const set = new SequenceSet();
  const planned = job.requests.map((request): Planned => {
    if (request.kind === "sample") return { sample: request };
    const plan = planRequest(vocabulary, shape.vocabulary, request);
    return { plan, places: plan.sequences.map((sequence) => set.add(sequence)) };
  });
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const figures: SequenceFigures[] = [];
  const groups = job.oneByOne ? set.sequences.map((sequence) => [sequence]) : [set.sequences];
  for (const group of groups) figures.push(...(await evaluate(workshop, loaded, group, onEvent, signal)));
  const scores: Score[] = [];
  for (const one of planned) {
    if ("sample" in one) scores.push(await sample(workshop, loaded, vocabulary, one.sample, signal));
    else scores.push(one.plan.read(one.places.map((place) => at(figures, place))));
  }
  return { scores };
}
