import type { AuditEvent, SuiteResult } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { claimAudit, findAudit, findOwner, unfinishedAudits, updateAudit } from "@/lib/db/audits";
import { ownedUntil, TakenAway } from "@/lib/queue/ownership";
import { withDatabase } from "@/lib/queue/patience";
import type { Story } from "@/lib/queue/story";
import { WorkQueue, type QueueOptions, type Turn } from "@/lib/queue/work-queue";
import type { AuditContext } from "../audit-context";
import { AuditStory } from "./audit-story";
import { runAudit } from "./run-audit";

const unforeseen = () => new VitrineError("internal", "The audit failed for a reason that was not foreseen; the server’s log has the details. Everything scored until then is kept.");

/** Audits of this process, one at a time in the order in which they came. */
export class AuditQueue {
  private readonly queue = new WorkQueue<AuditEvent>();
  private readonly partial = new Map<string, Map<string, SuiteResult>>();

  story(id: string): Story<AuditEvent> | undefined {
    return this.queue.story(id);
  }

  partialResults(id: string): SuiteResult[] {
    return [...(this.partial.get(id)?.values() ?? [])];
  }

  isActive(id: string): boolean {
    return this.queue.isActive(id);
  }

  /** Settles when this process has nothing more to do with the audit. */
  finished(id: string): Promise<void> {
    return this.queue.finished(id);
  }

  /** False when another living process works on it. */
  enqueue(context: AuditContext, id: string): Promise<boolean> {
    return this.queue.enqueue(id, this.optionsOf(context));
  }

  /** Ends the work on an audit at once, losing no more than the chunk in progress, and tells why. */
  stop(id: string, state: "paused" | null): Promise<void> {
    return this.queue.stop(id, state && { type: "state", state });
  }

  /** After a start: whatever a crash or a restart interrupted goes on. */
  resumeInterrupted(context: AuditContext): Promise<string[]> {
    return this.queue.resumeInterrupted(this.optionsOf(context), (id) => this.enqueue(context, id));
  }

  private optionsOf(context: AuditContext): QueueOptions<AuditEvent> {
    const { database, owner, log } = context;
    return {
      owner,
      log,
      records: {
        findOwner: (id) => findOwner(database, id),
        claim: (id, previous, next, until) => claimAudit(database, id, previous, next, until),
        hold: (id, by, until) => updateAudit(database, id, until ? { ownedUntil: until } : { owner: null, ownedUntil: null }, { owner: by }),
        unfinished: () => unfinishedAudits(database),
      },
      newStory: () => new AuditStory(),
      waiting: { type: "state", state: "queued" },
      work: (turn) => {
        const partial = new Map<string, SuiteResult>();
        this.partial.set(turn.id, partial);
        return work(context, turn, partial).finally(() => this.partial.delete(turn.id));
      },
    };
  }
}

async function work(context: AuditContext, { id, story, signal }: Turn<AuditEvent>, partial: Map<string, SuiteResult>): Promise<void> {
  const { database, log, owner } = context;
  try {
    const record = await findAudit(database, id);
    if (!record || (record.summary.state !== "queued" && record.summary.state !== "running")) return;
    const mine = await withDatabase(() => updateAudit(database, id, { state: "running", ownedUntil: ownedUntil(), error: null }, { owner }), log, signal);
    if (!mine) throw new TakenAway();
    story.add({ type: "state", state: "running" });
    await runAudit({
      context,
      record,
      signal,
      tell: (event) => story.add(event),
      onPartial: (result) => partial.set(result.suite, result),
    });
    story.add({ type: "state", state: "complete" });
    log.info({ id }, "audit complete");
  } catch (error) {
    if (signal.aborted) return;
    const asItStands = async (): Promise<void> => story.add({ type: "state", state: (await findAudit(database, id))?.summary.state ?? "paused" });
    if (error instanceof TakenAway) return asItStands();
    const told = error instanceof VitrineError ? error : unforeseen();
    log.warn({ id, code: told.code, error }, "audit failed");
    const change = { state: "failed", error: told.toBody(), finishedAt: new Date(), owner: null, ownedUntil: null } as const;
    const kept = await updateAudit(database, id, change, { owner }).catch((failure: unknown) => {
      log.error({ id, error: failure }, "the failure of an audit could not be kept");
      return true;
    });
    if (!kept) return asItStands();
    story.add({ type: "failed", error: told.toBody() });
  }
}
