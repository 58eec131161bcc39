import { openDatabase } from "@/lib/db/client";
import { holdFolder } from "@/lib/db/folder-lock";
import { databaseUrl, prepareDatabase } from "@/lib/db/setup";
import { VitrineError } from "@/lib/domain/errors";
import { createEngine } from "@/lib/engine/client/create-engine";
import { boot } from "./boot";
import type { InspectContext } from "./context";
import { createLog } from "./log";
import { RunningInspections } from "./running";
import { readSettings } from "./settings";

async function build(): Promise<InspectContext> {
  const settings = readSettings(process.cwd(), process.env);
  const log = createLog(settings.logLevel);
  const letGo = await holdFolder(settings.dataFolder);
  try {
    const url = databaseUrl(settings.dataFolder, { DATABASE_URL: settings.databaseUrl });
    await prepareDatabase({ root: settings.root, dataFolder: settings.dataFolder, url, authToken: settings.databaseAuthToken });
    const context: InspectContext = {
      settings,
      log,
      database: openDatabase(url, settings.databaseAuthToken),
      engine: createEngine({ log, dataDir: settings.dataFolder }),
      running: new RunningInspections(),
    };
    await boot(context);
    return context;
  } catch (error) {
    letGo();
    throw error;
  }
}

/** Next bundles this module several times; a symbol on the process's global object makes them share one context and one engine. */
const KEY = Symbol.for("vitrine.context");
const shared = globalThis as typeof globalThis & { [KEY]?: Promise<InspectContext> };

/** The one context of this server process, built on first use. A failed start is tried again by the next caller. */
export function serverContext(): Promise<InspectContext> {
  shared[KEY] ??= build().catch((error: unknown) => {
    delete shared[KEY];
    throw error;
  });
  return shared[KEY];
}

/** At the start of the process. Without a context the server could answer nothing but errors: it ends, and says why. */
export async function startServerContext(): Promise<void> {
  try {
    await serverContext();
  } catch (error) {
    console.error(error instanceof VitrineError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
