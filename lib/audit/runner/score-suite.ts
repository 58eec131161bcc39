import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { scoreSchema, unitKeyText, type Score, type Unit } from "@/lib/domain/scored";
import { cachedScores, cacheScores, listItemNumbers, listUnits, writeChunk, type ItemRow } from "@/lib/db/audits-units";
import type { ModelFacts } from "@/lib/engine/engine";
import type { AuditContext } from "../audit-context";
import { sha256 } from "../library/loaded-suite";
import { measure } from "../measure/measure";
import { lineOf } from "../results/item-line";
import { ownedUntil, TakenAway } from "@/lib/queue/ownership";
import { withDatabase, withEngine } from "@/lib/queue/patience";
import type { PlannedChunk, SuitePlan } from "./plan";

export interface SuiteWork {
  context: AuditContext;
  auditId: string;
  modelPath: string;
  facts: ModelFacts;
  noiseFloor: number;
  plan: SuitePlan;
  /** Units of the suites before this one. */
  doneBefore: number;
  signal: AbortSignal;
  onLoading: (fraction: number) => void;
  /** After each chunk: all that is scored of this suite until now, and how many units were newly scored, not taken from the cache. */
  onChunk: (scores: ReadonlyMap<string, Score>, evaluated: number) => void;
}

const scoresSchema = z.array(scoreSchema);

/** What is there already, by unit key. */
export async function storedScores(context: Pick<AuditContext, "database">, auditId: string, suite: string): Promise<Map<string, Score>> {
  const units = await listUnits(context.database, auditId, suite);
  return new Map(units.map(({ score, ...key }) => [unitKeyText(key), scoreSchema.parse(score)]));
}

/**
 * Scores of a chunk, from the cache where exactly this chunk was scored on this model before. Chunks are kept whole, since a text's
 * last digits depend on what it is packed with: an audit is the same with the cache and without.
 */
async function scoresOfChunk(work: SuiteWork, units: readonly Unit[]): Promise<{ scores: Score[]; evaluated: number }> {
  const { context, facts, modelPath, signal } = work;
  const requests = units.map(({ request }) => request);
  const key = sha256(JSON.stringify([facts.sha256, facts.tokenizerSha256, facts.engine, requests]));
  const cached = scoresSchema.safeParse(await withDatabase(() => cachedScores(context.database, key), context.log, signal));
  if (cached.success && cached.data.length === units.length) return { scores: cached.data, evaluated: 0 };
  const { scores } = await withEngine(
    () =>
      context.engine.scoreUnits(
        { modelPath, modelSha256: facts.sha256, requests },
        { priority: "background", signal, onEvent: (event) => event.type === "loading" && work.onLoading(event.fraction) },
      ),
    context.log,
  );
  if (scores.length !== units.length) throw new VitrineError("engine-failed", "The engine gave fewer scores than it was asked for.");
  await withDatabase(() => cacheScores(context.database, key, scores), context.log, signal);
  return { scores, evaluated: units.length };
}

/**
 * Scores what is missing of a suite, chunk by chunk, each written whole with the lines of the trials that it completes. Returns all
 * scores. Error: `TakenAway` when the audit is no longer this process's to work on.
 */
export async function scoreSuite(work: SuiteWork): Promise<Map<string, Score>> {
  const { context, auditId, plan, signal, noiseFloor } = work;
  const scores = await storedScores(context, auditId, plan.suite);
  const lines = await listItemNumbers(context.database, auditId, plan.suite);
  const isDone = ({ units, trials }: PlannedChunk) => units.every(({ key }) => scores.has(unitKeyText(key))) && trials.every((number) => lines.has(number));
  for (const chunk of plan.chunks) {
    if (isDone(chunk)) continue;
    signal.throwIfAborted();
    const found = await scoresOfChunk(work, chunk.units);
    const missing = chunk.units.flatMap(({ key }, i) => {
      const score = found.scores[i];
      const text = unitKeyText(key);
      if (score === undefined || scores.has(text)) return [];
      scores.set(text, score);
      return [{ ...key, score }];
    });
    const items = chunk.trials.flatMap((number): ItemRow[] => {
      const trial = plan.trials[number];
      if (trial === undefined || lines.has(number)) return [];
      const measured = measure(trial, scores);
      lines.add(number);
      return [{ number, line: lineOf(plan.suite, trial, measured, noiseFloor), row: "row" in measured ? measured.row : null }];
    });
    const written = await withDatabase(
      () => writeChunk(context.database, { auditId, suite: plan.suite, units: missing, items, unitsDone: work.doneBefore + scores.size, owner: context.owner, ownedUntil: ownedUntil() }),
      context.log,
      signal,
    );
    if (!written) throw new TakenAway();
    work.onChunk(scores, found.evaluated);
  }
  return scores;
}
