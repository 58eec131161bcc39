import { stat } from "node:fs/promises";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { expertStatisticsSchema } from "@/lib/domain/expert-statistics";
import { fidelitySchema } from "@/lib/domain/fidelity";
import { leaveOneOutSchema } from "@/lib/domain/explanation";
import { sweepSchema } from "@/lib/domain/sweep";
import { isUnderWay, type StudyEvent, type StudyFindings } from "@/lib/domain/study";
import { claimStudy, findStudy, findStudyOwner, listStudyParts, unfinishedStudies, updateStudy, type StudyRecord } from "@/lib/db/studies";
import { ownedUntil, TakenAway } from "@/lib/queue/ownership";
import { withDatabase } from "@/lib/queue/patience";
import { Story } from "@/lib/queue/story";
import type { QueueOptions, Turn } from "@/lib/queue/work-queue";
import { resolveModel } from "../model-files";
import { corpusPartSchema, runCorpusExperts, statisticsOfPart } from "./corpus-study";
import { fidelityOfParts, fidelityStudyPartSchema, runFidelity } from "./fidelity-study";
import { sweepOf, sweepPartSchema } from "../sweep/result";
import { joinParts, runLeaveOneOut } from "./leave-one-out-study";
import { runSweepStudy } from "./sweep-study";
import type { StudyContext } from "./study-context";
import { StudySession } from "./study-session";

const unforeseen = () => new VitrineError("internal", "This failed for a reason that was not foreseen; the server’s log has the details. What was measured until then is kept.");

/** A complete study's result, or what its parts say until now. */
export async function findingsOf(context: Pick<StudyContext, "database">, { summary, request, result }: StudyRecord): Promise<StudyFindings> {
  const stored = summary.state === "complete";
  const parts = stored ? [] : await listStudyParts(context.database, summary.id);
  switch (request.kind) {
    case "leave-one-out":
      return { kind: request.kind, result: stored ? leaveOneOutSchema.parse(result) : joinParts(request.request.spans, z.array(leaveOneOutSchema).parse(parts)) };
    case "sweep":
      return { kind: request.kind, result: stored ? sweepSchema.parse(result) : sweepOf(request.request, z.array(sweepPartSchema).parse(parts)) };
    case "corpus-experts": {
      if (stored) return { kind: request.kind, result: expertStatisticsSchema.parse(result) };
      const [part] = z.array(corpusPartSchema).parse(parts);
      return { kind: request.kind, result: part ? statisticsOfPart(part, "stopped") : null };
    }
    case "fidelity":
      return { kind: request.kind, result: stored ? fidelitySchema.parse(result) : fidelityOfParts(z.array(fidelityStudyPartSchema).parse(parts), request.generate) };
  }
}

async function resultOf(session: StudySession, { request, summary }: StudyRecord) {
  switch (request.kind) {
    case "leave-one-out": {
      const { size } = await stat(await resolveModel(session.context.settings.modelsFolder, summary.modelId));
      return runLeaveOneOut(session, request, size);
    }
    case "sweep":
      return runSweepStudy(session, request);
    case "corpus-experts":
      return runCorpusExperts(session, request);
    case "fidelity":
      return runFidelity(session, request);
  }
}

async function work(context: StudyContext, { id, story, signal }: Turn<StudyEvent>): Promise<void> {
  const { database, log, owner } = context;
  try {
    const record = await findStudy(database, id);
    if (!record || !isUnderWay(record.summary.state)) return;
    const mine = await withDatabase(() => updateStudy(database, id, { state: "running", ownedUntil: ownedUntil(), error: null }, { owner }), log, signal);
    if (!mine) throw new TakenAway();
    story.add({ type: "state", state: "running" });
    const result = await resultOf(new StudySession(context, id, signal, (event) => story.add(event)), record);
    const done = { state: "complete", result, finishedAt: new Date(), owner: null, ownedUntil: null } as const;
    if (!(await withDatabase(() => updateStudy(database, id, done, { owner }), log, signal))) throw new TakenAway();
    story.add({ type: "state", state: "complete" });
    log.info({ id }, "study complete");
  } catch (error) {
    if (signal.aborted) return;
    const asItStands = async (): Promise<void> => story.add({ type: "state", state: (await findStudy(database, id))?.summary.state ?? "stopped" });
    if (error instanceof TakenAway) return asItStands();
    const told = error instanceof VitrineError ? error : unforeseen();
    log.warn({ id, code: told.code, error }, "study failed");
    const change = { state: "failed", error: told.toBody(), finishedAt: new Date(), owner: null, ownedUntil: null } as const;
    const kept = await updateStudy(database, id, change, { owner }).catch((failure: unknown) => {
      log.error({ id, error: failure }, "the failure of a study could not be kept");
      return true;
    });
    if (!kept) return asItStands();
    story.add({ type: "failed", error: told.toBody() });
  }
}

/** How studies go through a queue of long work. */
export function studyWork(context: StudyContext): QueueOptions<StudyEvent> {
  const { database, owner, log } = context;
  return {
    owner,
    log,
    records: {
      findOwner: (id) => findStudyOwner(database, id),
      claim: (id, previous, next, until) => claimStudy(database, id, previous, next, until),
      hold: (id, by, until) => updateStudy(database, id, until ? { ownedUntil: until } : { owner: null, ownedUntil: null }, { owner: by }),
      unfinished: () => unfinishedStudies(database),
    },
    newStory: () => new Story<StudyEvent>(["state", "loading", "progress", "kept", "failed"]),
    waiting: { type: "state", state: "queued" },
    work: (turn) => work(context, turn),
  };
}
