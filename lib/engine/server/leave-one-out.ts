import { VitrineError } from "@/lib/domain/errors";
import type { LeaveOneOut, Span } from "@/lib/domain/explanation";
import type { LeaveOneOutJob, WorkProgress } from "@/lib/engine/engine";
import { requireSameModel } from "./explain";
import { stoppable } from "./inspect";
import type { LoadedModel } from "./loaded-models";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireFit } from "./prompt";
import { exactSettings, type ScoreSettings } from "./score-settings";
import type { Vocabulary } from "./vocabularies";
import { openModelFile, type Workshop } from "./workshop";

/** Spans evaluated in one call: their common beginnings are evaluated once within a call, and what is done outlives a stop. */
const BATCH = 64;

/** Of a decode on a CPU: small ones keep few cells of other texts in memory, which every token would have to pass over. */
const CPU_BATCH_TOKENS = 63;

/** As an inspection evaluates: flash attention's sums on a CPU are coarser than many an effect of one token. */
function settingsFor(workshop: Workshop, { file, shape }: LoadedModel, longest: number): ScoreSettings {
  const exact = exactSettings(workshop, file, shape, longest);
  const onCpu = workshop.libraries.llama.gpu === false && workshop.limits.microBatchTokens === undefined;
  return { ...exact, microBatchTokens: onCpu ? Math.min(exact.microBatchTokens, CPU_BATCH_TOKENS) : exact.microBatchTokens };
}

interface Continuation {
  before: number[];
  answer: number[];
}

/** log p(answer | before) of each. The last token of an answer predicts nothing and is not evaluated. */
async function score(loaded: LoadedModel, { lanes, ...context }: ScoreSettings, list: readonly Continuation[], signal: AbortSignal, onProgress: (done: number) => void = () => undefined): Promise<number[]> {
  const { logprobs } = await stoppable(loaded.model, signal, () =>
    loaded.model.score({
      sequences: list.map(({ before, answer }) => Int32Array.from([...before, ...answer.slice(0, -1)])),
      from: Int32Array.from(list, ({ before }) => before.length),
      wanted: list.map(({ answer }) => Int32Array.from(answer.slice(-1))),
      lanes,
      context,
      onProgress: (done) => onProgress(done),
    }),
  );
  return list.map(({ before }, i) => (logprobs[i] ?? new Float64Array([NaN])).subarray(before.length).reduce((sum, value) => sum + value, 0));
}

function check(job: LeaveOneOutJob, vocabulary: Vocabulary): void {
  const { tokens, answer, foil, spans } = job;
  const wrong = (message: string): VitrineError => new VitrineError("bad-request", message);
  if (tokens.length === 0) throw new VitrineError("prompt-empty", "There is no text to leave anything out of.");
  if (answer.length === 0 || foil?.length === 0) throw wrong("There is no answer to measure: it has no tokens.");
  if (spans.length === 0) throw wrong("There is no span to leave out.");
  for (const id of new Set([...tokens, ...answer, ...(foil ?? [])])) vocabulary.tokenBytes(id);
  for (const { from, to } of spans) {
    if (from >= to || to > tokens.length) throw wrong(`The span from token ${from} to ${to} does not lie within the ${tokens.length} tokens of the text.`);
    if (to - from === tokens.length) throw wrong("A span covers the whole text: nothing would be left to answer from.");
  }
}

const without = (tokens: readonly number[], { from, to }: Span): number[] => [...tokens.slice(0, from), ...tokens.slice(to)];

/**
 * Leave-one-out of each span. The noise floor is the largest difference between evaluations of the whole text: alone, in company, and in
 * batches of half the size.
 * Errors: `bad-request`, `token-out-of-range`, `prompt-too-long`, `stopped` when nothing was measured yet, those of the model file.
 */
export async function leaveOneOut(workshop: Workshop, job: LeaveOneOutJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<LeaveOneOut> {
  const opened = await openModelFile(workshop, job.modelPath);
  const { file, shape } = opened;
  check(job, await workshop.vocabularies.of(file));
  const { tokens, spans } = job;
  const answers = job.foil === null ? [job.answer] : [job.answer, job.foil];
  const longest = tokens.length + Math.max(...answers.map(({ length }) => length));
  requireFit(longest, workshop.limits.contextTokens ?? shape.contextLength);
  await requireSameModel(workshop, opened, job.modelSha256);
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const settings = settingsFor(workshop, loaded, longest);
  requireMemory("Leaving parts out", settings.lanes * estimateMemory(file, loaded.gpuLayers, settings).context, availableMemory());

  const whole = answers.map((answer) => ({ before: tokens, answer }));
  const [logprob = NaN, foilLogprob] = await score(loaded, settings, whole, signal);
  const company = [...whole, ...spans.slice(0, 8).map((span) => ({ before: without(tokens, span), answer: job.answer }))];
  const halved = { ...settings, microBatchTokens: Math.ceil(Math.min(settings.microBatchTokens, tokens.length) / 2) };
  const again = [...(await score(loaded, settings, company, signal)).slice(0, 1), ...(await score(loaded, halved, whole, signal)).slice(0, 1)];
  const noiseFloor = Math.max(...again.map((value) => Math.abs(value - logprob)));
  const measured: LeaveOneOut["spans"] = spans.map((span) => ({ ...span, delta: null, foilDelta: null }));
  const outcome = { logprob, foilLogprob: foilLogprob ?? null, spans: measured, noiseFloor };
  try {
    for (let from = 0; from < spans.length; from += BATCH) {
      const batch = spans.slice(from, from + BATCH);
      const list = batch.flatMap((span) => answers.map((answer) => ({ before: without(tokens, span), answer })));
      const figures = await score(loaded, settings, list, signal, (done) => onEvent({ type: "work", done: from + Math.floor(done / answers.length), total: spans.length }));
      batch.forEach((span, i) => {
        const other = foilLogprob === undefined ? null : foilLogprob - (figures[i * answers.length + 1] ?? NaN);
        measured[from + i] = { ...span, delta: logprob - (figures[i * answers.length] ?? NaN), foilDelta: other };
      });
    }
    return { state: "complete", ...outcome };
  } catch (error) {
    const kept = measured.some(({ delta }) => delta !== null);
    if (kept && error instanceof VitrineError && error.code === "stopped") return { state: "stopped", ...outcome };
    throw error;
  }
}
