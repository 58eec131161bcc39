import path from "node:path";
import { realpath, stat } from "node:fs/promises";
import type { AuditContext } from "@/lib/audit/audit-context";
import { AuditQueue } from "@/lib/audit/runner/audit-queue";
import { newOwner } from "@/lib/queue/ownership";
import { openDatabase } from "@/lib/db/client";
import { databaseUrl, prepareDatabase } from "@/lib/db/setup";
import { VitrineError } from "@/lib/domain/errors";
import type { CommandContext } from "./command";

/** Runs on the data folder's database, the server's own: audits started here are seen there. Closed afterwards. */
export async function withAudits<T>({ engine, settings, note }: CommandContext, use: (context: AuditContext) => Promise<T>): Promise<T> {
  const url = databaseUrl(settings.dataFolder, { DATABASE_URL: settings.databaseUrl });
  await prepareDatabase({ root: settings.root, dataFolder: settings.dataFolder, url, authToken: settings.databaseAuthToken });
  const database = openDatabase(url, settings.databaseAuthToken);
  const tell = (_: object, message: string) => note(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
  const log = { info: () => undefined, warn: tell, error: tell };
  try {
    return await use({ database, engine, settings, log, programFolder: settings.root, owner: newOwner(), queue: new AuditQueue(), modelPaths: new Map() });
  } finally {
    await database.$disconnect();
  }
}

/** The id of a model file given by its path or its id: below the models folder its id, elsewhere its absolute path. Error: `model-not-found`. */
export async function modelId(context: AuditContext, file: string): Promise<string> {
  const folder = context.settings.modelsFolder;
  for (const candidate of [path.resolve(file), path.resolve(folder, file)]) {
    const facts = await stat(candidate).catch(() => null);
    if (!facts?.isFile()) continue;
    const inside = path.relative(await realpath(folder).catch(() => folder), await realpath(candidate));
    if (!inside.startsWith("..") && !path.isAbsolute(inside)) return inside.split(path.sep).join("/");
    context.modelPaths.set(candidate, candidate);
    return candidate;
  }
  throw new VitrineError("model-not-found", `There is no model file “${file}”.`);
}
