import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot, temporaryDatabase } from "@/lib/db/testing";
import { createEngine } from "@/lib/engine/client/create-engine";
import type { InspectContext } from "./context";
import { createLog } from "./log";
import { RunningInspections } from "./running";
import { DEMO_MODEL } from "./settings";

export interface TemporaryContext {
  context: InspectContext;
  /** Ends the engine and removes the folder. */
  remove: () => Promise<void>;
}

/** A whole program in a folder of its own, for tests: real database, real engine process, the demo model as a file of its own. */
export async function temporaryContext(): Promise<TemporaryContext> {
  const { database, folder, url, remove } = await temporaryDatabase();
  const modelsFolder = path.join(folder, "models");
  await mkdir(path.join(modelsFolder, "demo"), { recursive: true });
  await copyFile(path.join(repositoryRoot, "models", DEMO_MODEL), path.join(modelsFolder, DEMO_MODEL));
  const log = createLog("silent");
  const context: InspectContext = {
    database,
    log,
    settings: {
      root: folder,
      dataFolder: folder,
      tracesFolder: path.join(folder, "traces"),
      modelsFolder,
      defaultModel: DEMO_MODEL,
      databaseUrl: url,
      databaseAuthToken: undefined,
      logLevel: "silent",
    },
    running: new RunningInspections(),
    engine: createEngine({ log, dataDir: folder, entry: path.join(repositoryRoot, "dist/engine.js") }),
  };
  return {
    context,
    remove: async () => {
      await context.engine.close();
      await remove();
    },
  };
}
