import type { StudyEvent } from "@/lib/domain/study";
import type { WorkQueue } from "@/lib/queue/work-queue";
import type { InspectContext } from "../context";

/** What the functions around studies work on; built once per process. */
export interface StudyContext extends InspectContext {
  /** Absolute; bundled texts lie below it. */
  readonly programFolder: string;
  /** Names this process among those that share the database. */
  readonly owner: string;
  readonly queue: WorkQueue<StudyEvent>;
}
