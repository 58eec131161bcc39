import { repositoryRoot } from "@/lib/db/testing";
import { newOwner } from "@/lib/queue/ownership";
import { WorkQueue } from "@/lib/queue/work-queue";
import type { InspectContext } from "../context";
import type { StudyContext } from "./study-context";

/** A runner of studies on a database and an engine; a further one is as a restarted server would be. */
export function studyContextOf(context: InspectContext): StudyContext {
  return { ...context, programFolder: repositoryRoot, owner: newOwner(), queue: new WorkQueue() };
}
