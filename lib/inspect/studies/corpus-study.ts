import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { expertCountsSchema, expertStatisticsSchema, type ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import type { StudyRequest } from "@/lib/domain/study";
import { addCounts } from "@/lib/math/expert-counts";
import { BATCH_TEXTS, commonWords, corpusModel, corpusStatistics, type CorpusText } from "../corpus-experts";
import { resolveModel } from "../model-files";
import { readCorpusTexts } from "./corpora";
import type { StudySession } from "./study-session";

type Request = Extract<StudyRequest, { kind: "corpus-experts" }>;

/** The one part of such a study: what is counted until now. */
export const corpusPartSchema = z.object({
  model: expertStatisticsSchema.shape.model,
  words: z.array(z.object({ id: z.int(), bytes: z.string() })),
  counted: z.int().positive(),
  counts: expertCountsSchema,
});
export type CorpusPart = z.infer<typeof corpusPartSchema>;

export const statisticsOfPart = ({ model, counts, words }: CorpusPart, state: ExpertCorpusStatistics["state"]): ExpertCorpusStatistics => corpusStatistics(model, counts, words, state);

/** The domains take turns, so that what is counted half-way speaks for all of them. The same texts give the same order. */
export function takingTurns(texts: readonly CorpusText[]): CorpusText[] {
  const domains = new Map<string, CorpusText[]>();
  for (const text of texts) {
    const own = domains.get(text.domain);
    if (own) own.push(text);
    else domains.set(text.domain, [text]);
  }
  return [...domains.values()]
    .flatMap((own, domain) => own.map((text, place) => ({ text, domain, place: (place + 0.5) / own.length })))
    .sort((a, b) => a.place - b.place || a.domain - b.domain)
    .map(({ text }) => text);
}

export async function runCorpusExperts(session: StudySession, { model, corpus }: Request): Promise<ExpertCorpusStatistics> {
  const { context, signal } = session;
  const modelPath = await resolveModel(context.settings.modelsFolder, model);
  const texts = takingTurns(await readCorpusTexts(context, corpus));
  let [part] = await session.parts(corpusPartSchema);
  await session.begin(part?.counted ?? 0, texts.length);
  const facts = await session.engine(0, () => context.engine.modelFacts(modelPath));
  if (part && part.model.sha256 !== facts.sha256) {
    throw new VitrineError("bad-request", `The model file ${facts.fileName} has been replaced since this was started: its SHA-256 is ${facts.sha256}, it was ${part.model.sha256}. Put the first file back, or start anew.`);
  }
  const words = part?.words ?? (await commonWords(context.engine, modelPath, texts, signal));
  while ((part?.counted ?? 0) < texts.length) {
    const done = part?.counted ?? 0;
    const batch = texts.slice(done, done + BATCH_TEXTS);
    const outcome = await session.engine(done, (options) => context.engine.countExperts({ modelPath, texts: batch, tracked: words.map(({ id }) => id) }, options));
    signal.throwIfAborted();
    const counts = part ? addCounts(part.counts, outcome.counts) : outcome.counts;
    part = { model: corpusModel(facts), words, counted: done + batch.length, counts };
    await session.save({ number: 0, part }, part.counted);
  }
  if (!part) throw new VitrineError("bad-request", "There are no texts to count the experts over.");
  return statisticsOfPart(part, "complete");
}
