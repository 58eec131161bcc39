import type { InspectionEvent, StreamedToken } from "@/lib/domain/inspection";

/**
 * The story of one run so far, short enough to be told again from the start to whoever comes late: of each kind of progress the
 * last, of the tokens all, each once with the most that is known of it.
 */
export class EventStory {
  private readonly latest = new Map<InspectionEvent["type"], InspectionEvent>();
  private readonly tokens: StreamedToken[] = [];
  private tokensPerSecond: number | null = null;
  private readonly listeners = new Set<(event: InspectionEvent) => void>();

  get ended(): boolean {
    return this.latest.has("done") || this.latest.has("failed");
  }

  add(event: InspectionEvent): void {
    if (this.ended) return;
    if (event.type === "tokens") {
      for (const token of event.tokens) this.tokens[token.index] = token;
      this.tokensPerSecond = event.tokensPerSecond;
    } else {
      this.latest.set(event.type, event);
    }
    for (const listener of this.listeners) listener(event);
  }

  /** In the order in which a run goes through them. */
  soFar(): InspectionEvent[] {
    const told: InspectionEvent[] = [];
    const tell = (type: InspectionEvent["type"]) => {
      const event = this.latest.get(type);
      if (event) told.push(event);
    };
    tell("queued");
    tell("loading");
    tell("prompt");
    if (this.tokens.length > 0) told.push({ type: "tokens", tokens: [...this.tokens], tokensPerSecond: this.tokensPerSecond });
    tell("writing");
    tell("done");
    tell("failed");
    return told;
  }

  /** Tells the story so far at once and what follows as it happens; returns what ends that. */
  follow(listener: (event: InspectionEvent) => void): () => void {
    for (const event of this.soFar()) listener(event);
    if (!this.ended) this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
