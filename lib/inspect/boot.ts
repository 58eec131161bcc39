import { examples } from "@/lib/domain/examples";
import { inspectionRequestSchema } from "@/lib/domain/inspection";
import { listInspectionIds } from "@/lib/db/inspections";
import { hasMarker, setMarker } from "@/lib/db/markers";
import type { InspectContext } from "./context";
import { startInspection } from "./start";
import { sweepTraceFiles } from "./trace-files";

const FIRST_EXAMPLE = "first-example";

/**
 * The first screen is never empty: once in a database's life the first example is run, as any inspection would be. The marker is set
 * when it is kept, so that a failure or a crash before that does not use up the one time, and deleting it does not bring it back.
 */
async function runFirstExample(context: InspectContext): Promise<void> {
  const first = examples[0];
  if (!first || (await hasMarker(context.database, FIRST_EXAMPLE))) return;
  const running = await startInspection(context, inspectionRequestSchema.parse({ model: context.settings.defaultModel, ...first.request }));
  await running.finished;
  if (running.summary.state !== "failed") await setMarker(context.database, FIRST_EXAMPLE);
}

/** What a start does before serving: sweeps what a crash may have left. The first example runs on beside the server. */
export async function boot(context: InspectContext): Promise<void> {
  const swept = await sweepTraceFiles(context.settings, await listInspectionIds(context.database));
  if (swept.length > 0) context.log.info({ files: swept.length }, "removed traces that no inspection owns");
  if ((await listInspectionIds(context.database)).size === 0) {
    runFirstExample(context).catch((error: unknown) => context.log.warn({ error }, "the first example could not be run"));
  }
}
