import { repositoryRoot } from "@/lib/db/testing";
import { temporaryContext } from "@/lib/inspect/testing";
import type { AuditContext } from "../audit-context";
import { AuditQueue } from "./audit-queue";
import { newOwner } from "@/lib/queue/ownership";

/** Real database, real engine, the demo model, for tests of audits. */
export async function temporaryAudits(): Promise<{ context: AuditContext; remove: () => Promise<void> }> {
  const { context, remove } = await temporaryContext();
  return { context: auditContextOf(context), remove };
}

/** A further runner on the same database and engine, as a restarted server would be. */
export function auditContextOf({ database, engine, settings, log }: Pick<AuditContext, "database" | "engine" | "settings" | "log">): AuditContext {
  return { database, engine, settings, log, programFolder: repositoryRoot, owner: newOwner(), queue: new AuditQueue(), modelPaths: new Map() };
}
