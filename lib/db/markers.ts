import type { Database } from "./client";

/** True the first time that a name is asked for in this database's life, false ever after. */
export async function takeMarker(database: Database, name: string): Promise<boolean> {
  // INSERT OR IGNORE decides in one statement, whatever else runs.
  return (await database.$executeRaw`INSERT OR IGNORE INTO "Marker" ("name", "createdAt") VALUES (${name}, ${new Date()})`) === 1;
}

/** Lets `takeMarker` succeed again: what it guarded did not happen after all. */
export async function dropMarker(database: Database, name: string): Promise<void> {
  await database.marker.deleteMany({ where: { name } });
}
