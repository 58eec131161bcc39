import type { AuditEvent } from "@/lib/domain/audit";

type EventType = AuditEvent["type"];
/** In the order in which an audit goes through them. */
const told: readonly EventType[] = ["state", "loading", "noise", "progress", "statistics", "failed"];

/** Where an audit stands, told at once to whoever comes late, and what follows as it happens. */
export class AuditStory {
  private readonly latest = new Map<EventType, AuditEvent>();
  private readonly listeners = new Set<(event: AuditEvent) => void>();

  add(event: AuditEvent): void {
    // What was told of the last suite's statistics is over when there is progress again.
    if (event.type === "progress") this.latest.delete("statistics");
    this.latest.set(event.type, event);
    for (const listener of this.listeners) listener(event);
  }

  /** Returns what ends the following. */
  follow(listener: (event: AuditEvent) => void): () => void {
    for (const type of told) {
      const event = this.latest.get(type);
      if (event) listener(event);
    }
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
