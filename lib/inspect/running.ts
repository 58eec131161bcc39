import type { InspectionEvent, InspectionSummary } from "@/lib/domain/inspection";
import { EventStory } from "./event-story";

export interface RunningInspection {
  summary: InspectionSummary;
  readonly story: EventStory;
  readonly stop: AbortController;
  /** Settles, never rejects, once nothing more happens. */
  finished: Promise<void>;
}

/** How long the end of a run, a failure above all, can still be asked for, ms. */
const REMEMBERED_MS = 15 * 60_000;

/** Runs that wait, go on, or ended a short while ago. Kept in memory only: what is not finished is not in the list. */
export class RunningInspections {
  private readonly byId = new Map<string, RunningInspection>();

  add(summary: InspectionSummary): RunningInspection {
    const running: RunningInspection = { summary, story: new EventStory(), stop: new AbortController(), finished: Promise.resolve() };
    this.byId.set(summary.id, running);
    return running;
  }

  get(id: string): RunningInspection | undefined {
    return this.byId.get(id);
  }

  /** Waiting or running now, oldest first. */
  active(): InspectionSummary[] {
    return [...this.byId.values()].filter(({ story }) => !story.ended).map(({ summary }) => summary);
  }

  end(running: RunningInspection, event: Extract<InspectionEvent, { type: "done" | "failed" }>): void {
    running.summary = { ...running.summary, state: event.type === "done" ? event.state : "failed" };
    running.story.add(event);
    setTimeout(() => this.byId.delete(running.summary.id), REMEMBERED_MS).unref();
  }
}
