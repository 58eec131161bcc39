import { randomUUID } from "node:crypto";
import path from "node:path";
import { VitrineError } from "@/lib/domain/errors";
import type { AuditDetail, AuditEvent, AuditRequest, AuditSummary } from "@/lib/domain/audit";
import { deleteAudit as deleteRow, findAudit, insertAudit, listResults, renameAudit as renameRow, updateAudit, type AuditRecord } from "@/lib/db/audits";
import type { AuditContext } from "../audit-context";
import { loadSuite } from "../library";
import { auditModelPath } from "./prepare";

const notThere = () => new VitrineError("not-found", "This audit is not there (any more).");

export async function requireAudit(context: Pick<AuditContext, "database">, id: string): Promise<AuditRecord> {
  const record = await findAudit(context.database, id);
  if (!record) throw notThere();
  return record;
}

/** Checks the request and queues the audit. Errors: those of the model's path, `not-found` for suites, `bad-request`. */
export async function startAudit(context: AuditContext, request: AuditRequest): Promise<AuditSummary> {
  if (new Set(request.suites).size < request.suites.length) throw new VitrineError("bad-request", "A suite is named twice.", [{ path: "suites", message: "named twice" }]);
  const modelPath = await auditModelPath(context, request.model);
  const suites = [];
  for (const id of request.suites) {
    const loaded = await loadSuite(context, id);
    const unknown = request.options.phrasings[id]?.find((phrasing) => !loaded.summary.phrasingIds.includes(phrasing));
    if (unknown !== undefined) throw new VitrineError("bad-request", `The suite “${id}” has no phrasing “${unknown}”.`, [{ path: `options.phrasings.${id}`, message: "unknown phrasing" }]);
    if (loaded.trials({ phrasings: request.options.phrasings[id], continuations: false }).length === 0) {
      throw new VitrineError("bad-request", `Nothing is left of the suite “${id}” with these phrasings.`, [{ path: `options.phrasings.${id}`, message: "empty" }]);
    }
    suites.push(loaded.summary);
  }
  const modelFileName = path.basename(modelPath);
  const title = request.title?.trim() || `${suites.map((suite) => suite.title).join(", ")}`.slice(0, 200);
  const summary = await insertAudit(context.database, { id: randomUUID(), title, modelFileName, request, suites });
  await context.queue.enqueue(context, summary.id);
  return summary;
}

/** Error: `not-found`. Pausing what does not run changes nothing. */
export async function pauseAudit(context: AuditContext, id: string): Promise<AuditSummary> {
  const { summary } = await requireAudit(context, id);
  if (summary.state !== "queued" && summary.state !== "running") return summary;
  // First the row: a chunk in progress is then not written by whichever process works on it.
  await updateAudit(context.database, id, { state: "paused", owner: null, ownedUntil: null }, { states: ["queued", "running"] });
  await context.queue.stop(id, "paused");
  // It may have come to its end in between.
  return (await requireAudit(context, id)).summary;
}

/** Errors: `not-found`; `bad-request` for a complete one, or one that another process works on. */
export async function resumeAudit(context: AuditContext, id: string): Promise<AuditSummary> {
  let { summary } = await requireAudit(context, id);
  if (context.queue.isActive(id)) {
    if (summary.state === "queued" || summary.state === "running") return summary;
    // A pause is still ending the chunk in progress: it goes on after that. What only waits for its turn leaves the line.
    await context.queue.stop(id, null);
    ({ summary } = await requireAudit(context, id));
  }
  if (summary.state === "complete") throw new VitrineError("bad-request", "This audit is complete. Run it again to repeat it.");
  await updateAudit(context.database, id, { state: "queued", error: null, finishedAt: null }, { states: ["paused", "failed"] });
  if (!(await context.queue.enqueue(context, id))) throw new VitrineError("bad-request", "Another process works on this audit.");
  return (await requireAudit(context, id)).summary;
}

/** The same request as a new audit. Scores come from the cache where the model file is the same. */
export async function runAuditAgain(context: AuditContext, id: string): Promise<AuditSummary> {
  const { request, summary } = await requireAudit(context, id);
  return startAudit(context, { ...request, title: summary.title });
}

export async function renameAudit(context: Pick<AuditContext, "database">, id: string, title: string): Promise<AuditSummary> {
  const summary = await renameRow(context.database, id, title);
  if (!summary) throw notThere();
  return summary;
}

/** A running one is stopped first. */
export async function deleteAudit(context: AuditContext, id: string): Promise<void> {
  await updateAudit(context.database, id, { owner: null, ownedUntil: null });
  await context.queue.stop(id, null);
  if (!(await deleteRow(context.database, id))) throw notThere();
}

export async function readAudit(context: AuditContext, id: string): Promise<AuditDetail> {
  const { summary, request, manifest, suites, error } = await requireAudit(context, id);
  const complete = await listResults(context.database, id);
  const known = new Set(complete.map(({ suite }) => suite));
  const results = [...complete, ...context.queue.partialResults(id).filter(({ suite }) => !known.has(suite))];
  const place = (suite: string) => request.suites.indexOf(suite);
  return { summary, request, manifest, suites, error, results: results.sort((a, b) => place(a.suite) - place(b.suite)) };
}

const endOf = ({ summary, error }: AuditRecord): AuditEvent =>
  summary.state === "failed" && error ? { type: "failed", error } : { type: "state", state: summary.state };

/** Returns what tells a listener where an audit stands and what follows, and in turn returns what ends that. Error: `not-found`. */
export async function followAudit(context: AuditContext, id: string): Promise<(listener: (event: AuditEvent) => void) => () => void> {
  const story = context.queue.story(id);
  if (story) return (listener) => story.follow(listener);
  const end = endOf(await requireAudit(context, id));
  return (listener) => {
    listener(end);
    return () => undefined;
  };
}
