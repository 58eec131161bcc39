import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createClient, LibsqlError, type Transaction } from "@libsql/client";
import { VitrineError } from "@/lib/domain/errors";

/** Locks are freed with the object that holds them: kept here, so that the collector of garbage does not free one. */
const held = new Set<Transaction>();

/**
 * Keeps other servers out of a data folder while this process lives: two would sweep away each other's half-written traces. The lock is
 * an open write transaction on a small database file, because the system frees it however the process ends, SIGKILL included.
 * Returns what lets go of it. Error: `internal` when another process holds it.
 */
export async function holdFolder(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true });
  const client = createClient({ url: `file:${pathToFileURL(path.resolve(folder, "server.lock")).pathname}`, timeout: 1 });
  let transaction: Transaction;
  try {
    transaction = await client.transaction("write");
  } catch (cause) {
    client.close();
    if (!(cause instanceof LibsqlError) || !cause.code.startsWith("SQLITE_BUSY")) throw cause;
    throw new VitrineError("internal", `Another Vitrine is running on the data folder ${folder}. Stop it, or give this one a folder of its own: VITRINE_DATA=… npm start`, undefined, { cause });
  }
  held.add(transaction);
  return () => {
    held.delete(transaction);
    transaction.close();
    client.close();
  };
}
