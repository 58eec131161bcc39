import { newOwner } from "@/lib/queue/ownership";
import { WorkQueue } from "@/lib/queue/work-queue";
import { serverContext } from "../server-context";
import { sweepCorpora } from "./corpora";
import { resumeInterrupted } from "./studies";
import type { StudyContext } from "./study-context";

async function build(): Promise<StudyContext> {
  const inspect = await serverContext();
  const context: StudyContext = { ...inspect, programFolder: inspect.settings.root, owner: newOwner(), queue: new WorkQueue() };
  await sweepCorpora(context);
  const resumed = await resumeInterrupted(context);
  if (resumed.length > 0) context.log.info({ studies: resumed.length }, "studies go on where they were interrupted");
  return context;
}

/** As with the server's context: Next bundles this module several times, and all of them share one queue. */
const KEY = Symbol.for("vitrine.studies");
const shared = globalThis as typeof globalThis & { [KEY]?: Promise<StudyContext> };

/** The one queue of studies of this server process; its first use takes up what was interrupted. */
export function serverStudies(): Promise<StudyContext> {
  shared[KEY] ??= build().catch((error: unknown) => {
    delete shared[KEY];
    throw error;
  });
  return shared[KEY];
}
