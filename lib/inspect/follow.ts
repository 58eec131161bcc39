import { VitrineError } from "@/lib/domain/errors";
import type { InspectionEvent } from "@/lib/domain/inspection";
import { findSummary } from "@/lib/db/inspections";
import type { InspectContext } from "./context";

/**
 * Returns what tells a listener the whole story of a run, past and coming, and in turn returns what ends that. For an inspection
 * that ended long ago the story is its end. Error: `not-found`.
 */
export async function followInspection(context: InspectContext, id: string): Promise<(listener: (event: InspectionEvent) => void) => () => void> {
  const running = context.running.get(id);
  if (running) return (listener) => running.story.follow(listener);
  const summary = await findSummary(context.database, id);
  if (!summary) throw new VitrineError("not-found", "This inspection is not there (any more).");
  return (listener) => {
    listener({ type: "done", id, state: summary.state === "stopped" ? "stopped" : "complete" });
    return () => undefined;
  };
}
