import { VitrineError } from "@/lib/domain/errors";
import type { ScoreJob, ScoreOutcome, WorkProgress } from "@/lib/engine/engine";
import { stoppable } from "./inspect";
import { availableMemory, estimateMemory, requireMemory } from "./memory";
import { requireFit } from "./prompt";
import { exactSettings } from "./score-settings";
import type { EncodedText, Vocabulary } from "./vocabularies";
import { openModelFile, type Workshop } from "./workshop";

export function encode(vocabulary: Vocabulary, id: string, text: string): EncodedText {
  try {
    return vocabulary.encode(text, "completion");
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error;
    throw new VitrineError(error.code, `Text “${id}”: ${error.message}`, undefined, { cause: error });
  }
}

/**
 * Log-probabilities of the tokens of each text, natural log, over the whole vocabulary in float64. Where the metadata ask for a
 * beginning-of-sequence token it stands in front, is not listed, and the first token of the text counts; otherwise the first
 * token's figure is null. Errors name the text that they are about.
 */
export async function score(workshop: Workshop, job: ScoreJob, onEvent: (event: WorkProgress) => void, signal: AbortSignal): Promise<ScoreOutcome> {
  const { file, shape } = await openModelFile(workshop, job.modelPath);
  const vocabulary = await workshop.vocabularies.of(file);
  const texts = job.texts.map(({ id, text }) => ({ id, ...encode(vocabulary, id, text) }));
  const longest = texts.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  requireFit(longest, workshop.limits.contextTokens ?? shape.contextLength);
  const loaded = await workshop.models.take(file, shape, (fraction) => onEvent({ type: "loading", fraction }), signal);
  const { lanes, ...context } = exactSettings(workshop, file, shape, longest);
  requireMemory("Scoring", lanes * estimateMemory(file, loaded.gpuLayers, context).context, availableMemory());
  const { logprobs } = await stoppable(loaded.model, signal, () =>
    loaded.model.score({
      sequences: texts.map(({ ids }) => Int32Array.from(ids)),
      lanes,
      context,
      onProgress: (done, total) => onEvent({ type: "work", done, total }),
    }),
  );
  return {
    scores: texts.map(({ id, ids, beginsWithBos }, i) => {
      const figures = Array.from(logprobs[i] ?? [], (value) => (Number.isNaN(value) ? null : value));
      const skipped = beginsWithBos ? 1 : 0;
      return { id, tokens: ids.slice(skipped), tokenLogprobs: figures.slice(skipped) };
    }),
  };
}
