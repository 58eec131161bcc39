import type { AuditEvent } from "@/lib/domain/audit";
import { Story } from "@/lib/queue/story";

/** What is told of an audit, in the order in which it goes through it. */
export class AuditStory extends Story<AuditEvent> {
  constructor() {
    super(["state", "loading", "noise", "progress", "statistics", "failed"]);
  }

  override add(event: AuditEvent): void {
    // What was told of the last suite's statistics is over when there is progress again.
    if (event.type === "progress") this.forget("statistics");
    super.add(event);
  }
}
