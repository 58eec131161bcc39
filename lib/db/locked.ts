import { setTimeout as pause } from "node:timers/promises";
import { VitrineError } from "@/lib/domain/errors";

/** How long the database may be held by another process before somebody is told, ms. */
export const LOCKED_MS = 10_000;
/** Between two tries, ms. */
const BETWEEN_MS = 200;

/** What SQLite, its driver and Prisma say when somebody else holds the database: SQLITE_BUSY, and timeouts of waiting for it. */
const said = /SQLITE_BUSY|SQLITE_LOCKED|database is locked|SocketTimeout|P1008|P2024|P2028|Operation has timed out/i;

/** Whether an error means that another process holds the database. */
export function isLocked(error: unknown): boolean {
  if (error instanceof VitrineError) return error.code === "database-locked";
  return error instanceof Error && said.test(`${error.message} ${"code" in error ? String(error.code) : ""}`);
}

/**
 * Tries again while another process holds the database, without holding up anything else. `work` is one statement or one whole
 * transaction. Error: `database-locked`, with what to do, when it was held for `LOCKED_MS`.
 */
export async function tellLocked<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + LOCKED_MS; ; ) {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof VitrineError || !isLocked(cause)) throw cause;
      if (performance.now() >= until) {
        throw new VitrineError(
          "database-locked",
          "Another process keeps Vitrine’s database locked (vitrine.db in the data folder). Close what has it open, such as a database browser or a backup, and try again. Nothing is lost.",
          undefined,
          { cause },
        );
      }
    }
    await pause(BETWEEN_MS);
  }
}
