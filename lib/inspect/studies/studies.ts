import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import { isUnderWay, type NewStudy, type StudyDetail, type StudyEvent, type StudySummary } from "@/lib/domain/study";
import { sweepTitle } from "@/lib/domain/sweep-words";
import { deleteStudy as deleteRow, findStudy, findStudyByKey, insertStudy, renameStudy as renameRow, updateStudy, type StudyRecord } from "@/lib/db/studies";
import { resolveModel } from "../model-files";
import { requireInspection } from "../start";
import { requireCorpus, sweepCorpora } from "./corpora";
import { fidelityRecord } from "./fidelity-study";
import { findingsOf, studyWork } from "./run-study";
import type { StudyContext } from "./study-context";

const notThere = () => new VitrineError("not-found", "This study is not there (any more).");

export async function requireStudy(context: Pick<StudyContext, "database">, id: string): Promise<StudyRecord> {
  const record = await findStudy(context.database, id);
  if (!record) throw notThere();
  return record;
}

/** Questions about an inspection do not wait for a corpus, which may take hours. */
const enqueue = (context: StudyContext, { id, kind }: StudySummary): Promise<boolean> => context.queue.enqueue(id, studyWork(context), kind);

const keyOf = (request: NewStudy): string => createHash("sha256").update(JSON.stringify(request)).digest("hex");

/** Whether the same was asked of the same inspection before. */
async function askedBefore(context: StudyContext, request: NewStudy): Promise<StudyRecord | null> {
  return "inspection" in request ? findStudyByKey(context.database, request.inspection, keyOf(request)) : null;
}

export async function findAsked(context: StudyContext, request: NewStudy): Promise<StudyDetail | null> {
  const record = await askedBefore(context, request);
  return record && detailOf(context, record);
}

async function newRecord(context: StudyContext, request: NewStudy) {
  const { modelsFolder } = context.settings;
  if (request.kind === "corpus-experts") {
    const modelFileName = path.basename(await resolveModel(modelsFolder, request.model));
    const corpus = await requireCorpus(context, request.corpus);
    return { title: request.title || corpus.title, modelId: request.model, modelFileName, inspectionId: null, request: { kind: request.kind, model: request.model, corpus } };
  }
  if (request.kind === "fidelity") return fidelityRecord(context, request);
  const { summary } = await requireInspection(context, request.inspection);
  await resolveModel(modelsFolder, summary.modelId);
  const title = request.kind === "sweep" ? `${sweepTitle(request.request)} · ${summary.title}` : summary.title;
  return { title, modelId: summary.modelId, modelFileName: summary.modelFileName, inspectionId: summary.id, request };
}

/**
 * Queues a study; one that was asked before is answered with what is there, and goes on where it was stopped. Errors: `not-found`,
 * `model-not-found`, `forbidden`.
 */
export function startStudy(context: StudyContext, request: NewStudy): Promise<StudySummary> {
  if (!("inspection" in request)) return start(context, request);
  const key = `${context.owner} ${request.inspection} ${keyOf(request)}`;
  const begun = starting.get(key) ?? start(context, request).finally(() => starting.delete(key));
  starting.set(key, begun);
  return begun;
}

/** Starts that are on their way: two tabs that ask the same at once get one study. */
const starting = new Map<string, Promise<StudySummary>>();

async function start(context: StudyContext, request: NewStudy): Promise<StudySummary> {
  const before = await askedBefore(context, request);
  if (before) return before.summary.state === "complete" ? before.summary : resumeStudy(context, before.summary.id);
  const summary = await insertStudy(context.database, { id: randomUUID(), key: keyOf(request), ...(await newRecord(context, request)) });
  await enqueue(context, summary);
  return summary;
}

/** Error: `not-found`. Stopping what does not run changes nothing. */
export async function stopStudy(context: StudyContext, id: string): Promise<StudySummary> {
  const { summary } = await requireStudy(context, id);
  if (!isUnderWay(summary.state)) return summary;
  // First the row: a part in progress is then not written by whichever process works on it.
  await updateStudy(context.database, id, { state: "stopped", owner: null, ownedUntil: null }, { states: ["queued", "running"] });
  await context.queue.stop(id, { type: "state", state: "stopped" });
  return (await requireStudy(context, id)).summary;
}

/** Errors: `not-found`; `bad-request` when another process works on it. A complete one stays as it is. */
export async function resumeStudy(context: StudyContext, id: string): Promise<StudySummary> {
  let { summary } = await requireStudy(context, id);
  if (context.queue.isActive(id)) {
    if (isUnderWay(summary.state)) return summary;
    // A stop is still ending the part in progress: it goes on after that.
    await context.queue.stop(id, null);
    ({ summary } = await requireStudy(context, id));
  }
  if (summary.state === "complete") return summary;
  await updateStudy(context.database, id, { state: "queued", error: null, finishedAt: null }, { states: ["stopped", "failed"] });
  if (!(await enqueue(context, summary))) throw new VitrineError("bad-request", "Another process works on this.");
  return (await requireStudy(context, id)).summary;
}

export async function renameStudy(context: Pick<StudyContext, "database">, id: string, title: string): Promise<StudySummary> {
  const summary = await renameRow(context.database, id, title);
  if (!summary) throw notThere();
  return summary;
}

/** A running one is stopped first. */
export async function deleteStudy(context: StudyContext, id: string): Promise<void> {
  await updateStudy(context.database, id, { owner: null, ownedUntil: null });
  await context.queue.stop(id, null);
  if (!(await deleteRow(context.database, id))) throw notThere();
  await sweepCorpora(context);
}

async function detailOf(context: Pick<StudyContext, "database">, record: StudyRecord): Promise<StudyDetail> {
  const { summary, request, error } = record;
  return { summary, request, error, findings: await findingsOf(context, record) };
}

export async function readStudy(context: Pick<StudyContext, "database">, id: string): Promise<StudyDetail> {
  return detailOf(context, await requireStudy(context, id));
}

/** Returns what tells a listener where a study stands and what follows, and in turn returns what ends that. Error: `not-found`. */
export async function followStudy(context: StudyContext, id: string): Promise<(listener: (event: StudyEvent) => void) => () => void> {
  const story = context.queue.story(id);
  if (story) return (listener) => story.follow(listener);
  const { summary, error } = await requireStudy(context, id);
  const end: StudyEvent = summary.state === "failed" && error ? { type: "failed", error } : { type: "state", state: summary.state };
  return (listener) => {
    listener(end);
    return () => undefined;
  };
}

/** After a start: what a crash or a restart interrupted goes on. */
export function resumeInterrupted(context: StudyContext): Promise<string[]> {
  const again = async (id: string): Promise<boolean> => {
    const record = await findStudy(context.database, id);
    return record !== null && enqueue(context, record.summary);
  };
  return context.queue.resumeInterrupted(studyWork(context), again);
}
