import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient, type Client } from "@libsql/client";
import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { LOCKED_MS } from "./locked";

/** The table as Prisma's own tools make it, so that they can take over the database at any time. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, hex: what Prisma records. */
  checksum: string;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name, "migration.sql"));
      return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
    }),
  );
}

const appliedSchema = z.object({ migration_name: z.string(), checksum: z.string(), finished_at: z.union([z.number(), z.string()]).nullable() });

async function readApplied(client: Pick<Client, "execute">): Promise<Map<string, z.infer<typeof appliedSchema>>> {
  const { rows } = await client.execute(`SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`);
  return new Map(rows.map((row) => appliedSchema.parse({ ...row })).map((row) => [row.migration_name, row]));
}

function checkHistory(applied: Awaited<ReturnType<typeof readApplied>>, migrations: Migration[]): void {
  for (const { migration_name: name, checksum, finished_at: finished } of applied.values()) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known) throw new VitrineError("internal", `The database was made by a newer version of Vitrine (it has the migration ${name}). Update Vitrine, or name another data folder.`);
    if (finished === null) throw new VitrineError("internal", `The migration ${name} of the database was begun by another tool and never finished. Restore the database from a copy.`);
    if (known.checksum !== checksum) throw new VitrineError("internal", `The migration ${name} is not the one that this database was made with: its checksum differs.`);
  }
}

/** Applies one migration in a transaction of its own; `false` when another process was faster. */
async function apply(client: Client, migration: Migration): Promise<boolean> {
  const transaction = await client.transaction("write");
  try {
    if ((await readApplied(transaction)).has(migration.name)) return false;
    const started = Date.now();
    await transaction.executeMultiple(migration.sql);
    await transaction.execute({
      sql: `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)`,
      args: [randomUUID(), migration.checksum, Date.now(), migration.name, started],
    });
    await transaction.commit();
    return true;
  } catch (cause) {
    throw new VitrineError("internal", `The database could not be brought up to date: migration ${migration.name} failed and was undone.`, undefined, { cause });
  } finally {
    transaction.close(); // rolls back unless committed
  }
}

/**
 * Brings the database at `url` up to date and returns the names of the migrations that it applied. Each is applied whole or not at
 * all; those applied before are checked by their checksum. Safe to run from two processes at once.
 */
export async function migrate(url: string, folder: string, authToken?: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = createClient({ url, timeout: LOCKED_MS, ...(authToken ? { authToken } : {}) });
  try {
    // Kept in the file: readers then do not wait for the writer. A remote server decides for itself.
    if (url.startsWith("file:")) await client.execute("PRAGMA journal_mode = WAL");
    await client.execute(MIGRATIONS_TABLE);
    const applied = await readApplied(client);
    checkHistory(applied, migrations);
    const done: string[] = [];
    for (const migration of migrations) {
      if (!applied.has(migration.name) && (await apply(client, migration))) done.push(migration.name);
    }
    return done;
  } finally {
    client.close();
  }
}
