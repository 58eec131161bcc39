import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { tellLocked } from "./locked";
import { migrate } from "./migrate";

/** `DATABASE_URL`, or the file `vitrine.db` in the data folder. */
export function databaseUrl(dataFolder: string, environment: { readonly DATABASE_URL?: string | undefined } = {}): string {
  return environment.DATABASE_URL || `file:${pathToFileURL(resolve(dataFolder, "vitrine.db")).pathname}`;
}

/** Makes the data folder and its database, or brings it up to date. Returns the migrations that were applied. */
export async function prepareDatabase(options: { root: string; dataFolder: string; url: string; authToken?: string | undefined }): Promise<string[]> {
  await mkdir(options.dataFolder, { recursive: true });
  return tellLocked(() => migrate(options.url, join(options.root, "prisma/migrations"), options.authToken));
}
