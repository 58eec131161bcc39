import type { Database } from "./client";

/** Markers say that something that is done once in a database's life has been done. */
export async function hasMarker(database: Database, name: string): Promise<boolean> {
  return (await database.marker.count({ where: { name } })) > 0;
}

/** Harmless when it is set already. */
export async function setMarker(database: Database, name: string): Promise<void> {
  await database.marker.upsert({ where: { name }, create: { name }, update: {} });
}
