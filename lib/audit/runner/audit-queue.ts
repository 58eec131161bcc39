import type { SuiteResult } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { claimAudit, findAudit, findOwner, unfinishedAudits, updateAudit } from "@/lib/db/audits";
import type { AuditContext } from "../audit-context";
import { AuditStory } from "./audit-story";
import { isAlive, ownedUntil } from "./ownership";
import { withDatabase } from "./patience";
import { runAudit } from "./run-audit";

interface Entry {
  readonly id: string;
  readonly story: AuditStory;
  readonly stop: AbortController;
  readonly partial: Map<string, SuiteResult>;
  started: boolean;
  /** Settles, never rejects, when nothing more happens in this process. */
  finished: Promise<void>;
}

const unforeseen = () => new VitrineError("internal", "The audit failed for a reason that was not foreseen; the server’s log has the details. Everything scored until then is kept.");

/** Audits of this process, one at a time in the order in which they came. */
export class AuditQueue {
  private readonly entries = new Map<string, Entry>();
  private last: Promise<void> = Promise.resolve();

  story(id: string): AuditStory | undefined {
    return this.entries.get(id)?.story;
  }

  partialResults(id: string): SuiteResult[] {
    return [...(this.entries.get(id)?.partial.values() ?? [])];
  }

  isActive(id: string): boolean {
    return this.entries.has(id);
  }

  /** Settles when this process has nothing more to do with the audit. */
  async finished(id: string): Promise<void> {
    await this.entries.get(id)?.finished;
  }

  /** False when another living process works on it. */
  async enqueue(context: AuditContext, id: string): Promise<boolean> {
    if (this.entries.has(id)) return true;
    const held = await findOwner(context.database, id);
    if (!held || isAlive(held, context.owner)) return false;
    if (!(await claimAudit(context.database, id, held.owner, context.owner, ownedUntil()))) return false;
    const entry: Entry = { id, story: new AuditStory(), stop: new AbortController(), partial: new Map(), started: false, finished: Promise.resolve() };
    entry.story.add({ type: "state", state: "queued" });
    this.entries.set(id, entry);
    entry.finished = this.last.then(() => work(context, entry)).finally(() => {
      if (this.entries.get(id) === entry) this.entries.delete(id);
    });
    this.last = entry.finished;
    return true;
  }

  /** Ends the work on an audit at once, losing no more than the chunk in progress, and tells why. */
  async stop(id: string, state: "paused" | null): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.stop.abort();
    if (state) entry.story.add({ type: "state", state });
    // One that still waits for others is simply passed over when its turn comes.
    if (entry.started) await entry.finished;
    else this.entries.delete(id);
  }

  /** After a start: whatever a crash or a restart interrupted goes on. */
  async resumeInterrupted(context: AuditContext): Promise<string[]> {
    const resumed: string[] = [];
    for (const { id, ...held } of await unfinishedAudits(context.database)) {
      if (!isAlive(held, context.owner) && (await this.enqueue(context, id))) resumed.push(id);
    }
    return resumed;
  }
}

async function work(context: AuditContext, entry: Entry): Promise<void> {
  const { id, story, stop } = entry;
  const { database, log } = context;
  if (stop.signal.aborted) return;
  entry.started = true;
  try {
    const record = await findAudit(database, id);
    if (!record || (record.summary.state !== "queued" && record.summary.state !== "running")) return;
    await withDatabase(() => updateAudit(database, id, { state: "running", ownedUntil: ownedUntil(), error: null }), log, stop.signal);
    story.add({ type: "state", state: "running" });
    const done = await runAudit({
      context,
      record,
      signal: stop.signal,
      tell: (event) => story.add(event),
      onPartial: (result) => entry.partial.set(result.suite, result),
    });
    if (done) story.add({ type: "state", state: "complete" });
    else story.add({ type: "state", state: (await findAudit(database, id))?.summary.state ?? "paused" });
    log.info({ id, done }, "audit ended");
  } catch (error) {
    if (stop.signal.aborted) return;
    const told = error instanceof VitrineError ? error : unforeseen();
    log.warn({ id, code: told.code, error }, "audit failed");
    await updateAudit(database, id, { state: "failed", error: told.toBody(), finishedAt: new Date(), owner: null, ownedUntil: null }).catch((failure: unknown) =>
      log.error({ id, error: failure }, "the failure of an audit could not be kept"),
    );
    story.add({ type: "failed", error: told.toBody() });
  }
}
