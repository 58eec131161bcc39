import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "./generated/client";

export type Database = PrismaClient;

/** How long a statement waits for another process's write, ms. */
export const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the database at `url`: `file:/…` or, for a team that shares one, `libsql://…` (its token in DATABASE_AUTH_TOKEN).
 * It must have been migrated before (`migrate`). Close with `$disconnect()`.
 */
export function openDatabase(url: string, authToken?: string): Database {
  // "minimal": its longer messages quote the arguments, and with them prompts, which must not reach the log.
  return new PrismaClient({ errorFormat: "minimal", adapter: new PrismaLibSql({ url, timeout: BUSY_TIMEOUT_MS, ...(authToken ? { authToken } : {}) }) });
}
