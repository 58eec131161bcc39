import { setTimeout as pause } from "node:timers/promises";
import { VitrineError } from "@/lib/domain/errors";
import { isLocked } from "@/lib/db/locked";

/** Of a log, what is needed here. */
export interface WorkLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const DATABASE_WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000] as const;
const CRASHES_IN_A_ROW = 3;

/**
 * Tries again while another process holds the database, saying so. Error: `database-locked` when it never lets go; other
 * errors at once.
 */
export async function withDatabase<T>(write: () => Promise<T>, log: WorkLog, signal: AbortSignal): Promise<T> {
  for (const wait of DATABASE_WAITS_MS) {
    try {
      return await write();
    } catch (error) {
      if (!isLocked(error) || signal.aborted) throw error;
      log.warn({ waitMs: wait }, "the database is locked by another process; the work waits for it");
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
  try {
    return await write();
  } catch (cause) {
    if (!isLocked(cause)) throw cause;
    throw new VitrineError("database-locked", "Another process keeps the database locked. Everything done until now is kept; resume it once the database is free.", undefined, { cause });
  }
}

/** Tries the same work again after a crash of the engine; one that crashes it every time is given up. */
export async function withEngine<T>(work: () => Promise<T>, log: WorkLog): Promise<T> {
  for (let crashes = 1; ; crashes += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof VitrineError) || error.code !== "engine-crashed" || crashes >= CRASHES_IN_A_ROW) throw error;
      log.warn({ crashes }, "the engine crashed; the work goes on from what was kept last");
    }
  }
}
