import { VitrineError } from "@/lib/domain/errors";

/** What SQLite, its driver and Prisma say when somebody else holds the database: SQLITE_BUSY, and timeouts of waiting for it. */
const said = /SQLITE_BUSY|SQLITE_LOCKED|database is locked|SocketTimeout|P1008|P2024|P2028|Operation has timed out/i;

/** Whether an error means that another process holds the database. */
export function isLocked(error: unknown): boolean {
  if (error instanceof VitrineError) return error.code === "database-locked";
  return error instanceof Error && said.test(`${error.message} ${"code" in error ? String(error.code) : ""}`);
}

/** Error: `database-locked`, with what to do, where another process held the database for longer than a statement waits. */
export async function tellLocked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof VitrineError || !isLocked(cause)) throw cause;
    throw new VitrineError(
      "database-locked",
      "Another process keeps Vitrine’s database locked (vitrine.db in the data folder). Close what has it open, such as a database browser or a backup, and try again. Nothing is lost.",
      undefined,
      { cause },
    );
  }
}
