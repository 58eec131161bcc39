/** Where some work stands, told at once to whoever comes late, and what follows as it happens: the last event of each type. */
export class Story<Event extends { readonly type: string }> {
  private readonly latest = new Map<Event["type"], Event>();
  private readonly listeners = new Set<(event: Event) => void>();

  /** `told`: types of events in the order in which the work goes through them. */
  constructor(private readonly told: readonly Event["type"][]) {}

  add(event: Event): void {
    this.latest.set(event.type, event);
    for (const listener of this.listeners) listener(event);
  }

  /** Returns what ends the following. */
  follow(listener: (event: Event) => void): () => void {
    for (const type of this.told) {
      const event = this.latest.get(type);
      if (event) listener(event);
    }
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected forget(type: Event["type"]): void {
    this.latest.delete(type);
  }
}
