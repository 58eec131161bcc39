import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "./generated/client";
import { tellLocked } from "./locked";

/** How long a statement waits for another process's write, ms. */
export const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the database at `url`: `file:/…` or, for a team that shares one, `libsql://…` (its token in DATABASE_AUTH_TOKEN).
 * It must have been migrated before (`migrate`). Close with `$disconnect()`. Statements fail with `database-locked` where another process
 * holds the database for longer than they wait.
 */
export function openDatabase(url: string, authToken?: string) {
  // "minimal": its longer messages quote the arguments, and with them prompts, which must not reach the log.
  const client = new PrismaClient({ errorFormat: "minimal", adapter: new PrismaLibSql({ url, timeout: BUSY_TIMEOUT_MS, ...(authToken ? { authToken } : {}) }) });
  return client.$extends({ name: "locked", query: { $allOperations: ({ args, query }) => tellLocked(async () => query(args)) } });
}

export type Database = ReturnType<typeof openDatabase>;
