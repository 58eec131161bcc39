import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { ExpertCorpusStatistics, ExpertCounts } from "@/lib/domain/expert-statistics";
import type { CountExpertsOutcome, Engine, JobOptions, ModelFacts, WorkProgress } from "@/lib/engine/engine";
import { addCounts } from "@/lib/math/expert-counts";
import { expertLayers } from "@/lib/math/expert-statistics";

export interface CorpusText {
  id: string;
  text: string;
  domain: string;
}

/** Longer ones are refused: they would be tokenised whole before they are read in pieces. */
export const CORPUS_TEXT_CHARACTERS = 1_000_000;
/** Texts handed to the engine at once. */
export const BATCH_TEXTS = 32;
/** Words of the vocabulary that are counted one by one: the commonest of a sample of the texts. */
const TRACKED = 256;
const SAMPLED_TEXTS = 400;

/** Errors: `bad-request`, naming the text. */
export function checkCorpus(texts: readonly CorpusText[]): void {
  if (texts.length === 0) throw new VitrineError("bad-request", "There are no texts to count the experts over.");
  for (const { id, text } of texts) {
    if (text.trim() === "") throw new VitrineError("bad-request", `Text “${id}” is empty.`);
    if (text.length > CORPUS_TEXT_CHARACTERS) {
      throw new VitrineError("bad-request", `Text “${id}” has ${text.length.toLocaleString("en")} characters; at most ${CORPUS_TEXT_CHARACTERS.toLocaleString("en")} are taken. Split it into several texts.`);
    }
  }
}

/** Words that are counted one by one, with their bytes in base64. */
export type CorpusWords = { id: number; bytes: string }[];

/** The commonest tokens of an even sample of the texts. Error: `stopped`. */
export async function commonWords(engine: Engine, modelPath: string, texts: readonly CorpusText[], signal: AbortSignal | undefined): Promise<CorpusWords> {
  const step = Math.max(1, Math.floor(texts.length / SAMPLED_TEXTS));
  const occurrences = new Map<number, number>();
  const bytes = new Map<number, string>();
  for (let i = 0; i < texts.length; i += step) {
    if (signal?.aborted) throw new VitrineError("stopped", "Stopped before the first text was counted.");
    const { ids, bytes: spelled } = await engine.tokenize(modelPath, { kind: "text", text: texts[i]?.text ?? "", mode: "completion" });
    ids.forEach((id, place) => {
      occurrences.set(id, (occurrences.get(id) ?? 0) + 1);
      bytes.set(id, spelled[place] ?? "");
    });
  }
  return [...occurrences].sort(([a, x], [b, y]) => y - x || a - b).slice(0, TRACKED).map(([id]) => ({ id, bytes: bytes.get(id) ?? "" }));
}

/** What is written of the model file. */
export type CorpusModel = ExpertCorpusStatistics["model"];

export function corpusModel({ fileName, sha256, architecture, quantisation }: ModelFacts): CorpusModel {
  return { fileName: path.basename(fileName), sha256, architecture, quantisation };
}

/** From the counts of some or all texts; at least one token must have been counted. */
export function corpusStatistics(model: CorpusModel, counts: ExpertCounts, words: CorpusWords, state: ExpertCorpusStatistics["state"]): ExpertCorpusStatistics {
  const layers = expertLayers(counts);
  const named = new Set(layers.flatMap(({ tokens }) => tokens.flat().map(({ id }) => id)));
  return {
    state,
    model,
    experts: counts.experts,
    used: counts.used,
    uniform: counts.used / counts.experts,
    texts: counts.texts.reduce((sum, entry) => sum + entry.texts, 0),
    tokens: counts.texts.reduce((sum, entry) => sum + entry.tokens, 0),
    domains: counts.texts,
    layers,
    names: words.filter(({ id }) => named.has(id)),
  };
}

/** The rest of a batch's outcome when a person stopped it before the engine had begun. */
async function orStopped(work: Promise<CountExpertsOutcome>, hasCounts: boolean): Promise<CountExpertsOutcome | null> {
  try {
    return await work;
  } catch (error) {
    if (hasCounts && error instanceof VitrineError && error.code === "stopped") return null;
    throw error;
  }
}

/**
 * Expert statistics of a model over labelled texts, batch by batch. Stopping keeps what was counted until then. Errors: `bad-request`,
 * `model-unsupported` for a model without experts, `stopped` before anything was counted; those of the model file and the texts.
 */
export async function corpusExperts(engine: Engine, modelPath: string, texts: readonly CorpusText[], options: JobOptions<WorkProgress> = {}): Promise<ExpertCorpusStatistics> {
  checkCorpus(texts);
  const model = corpusModel(await engine.modelFacts(modelPath));
  const words = await commonWords(engine, modelPath, texts, options.signal);
  const tracked = words.map(({ id }) => id);
  let counts: ExpertCounts | null = null;
  let done = 0;
  while (done < texts.length) {
    const before = done;
    const batch = texts.slice(done, done + BATCH_TEXTS);
    const onEvent = (event: WorkProgress): void => options.onEvent?.(event.type === "work" ? { type: "work", done: before + event.done, total: texts.length } : event);
    const outcome = await orStopped(engine.countExperts({ modelPath, texts: batch, tracked }, { ...options, onEvent }), counts !== null);
    if (!outcome) break;
    if (outcome.counted > 0) counts = counts ? addCounts(counts, outcome.counts) : outcome.counts;
    done += outcome.counted;
    if (outcome.state === "stopped") break;
  }
  if (!counts) throw new VitrineError("stopped", "Stopped before the first text was counted.");
  return corpusStatistics(model, counts, words, done === texts.length ? "complete" : "stopped");
}
