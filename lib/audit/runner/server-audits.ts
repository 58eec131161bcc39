import { serverContext } from "@/lib/inspect/server-context";
import type { AuditContext } from "../audit-context";
import { AuditQueue } from "./audit-queue";
import { newOwner } from "@/lib/queue/ownership";

async function build(): Promise<AuditContext> {
  const { database, engine, settings, log } = await serverContext();
  const context: AuditContext = { database, engine, settings, log, programFolder: settings.root, owner: newOwner(), queue: new AuditQueue(), modelPaths: new Map() };
  const resumed = await context.queue.resumeInterrupted(context);
  if (resumed.length > 0) log.info({ audits: resumed.length }, "audits go on where they were interrupted");
  return context;
}

/** As with the server's context: Next bundles this module several times, and all of them share one queue. */
const KEY = Symbol.for("vitrine.audits");
const shared = globalThis as typeof globalThis & { [KEY]?: Promise<AuditContext> };

/** The one queue of audits of this server process; its first use takes up what was interrupted. */
export function serverAudits(): Promise<AuditContext> {
  shared[KEY] ??= build().catch((error: unknown) => {
    delete shared[KEY];
    throw error;
  });
  return shared[KEY];
}
