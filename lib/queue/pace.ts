/** Over how long the rate is taken, ms. */
const RATE_MS = 20_000;

/** How fast something gets done. */
export class Pace {
  private readonly marks: { at: number; units: number }[] = [];

  /** Tells how much has been done by now, of which `now` in ms is the time. */
  add(units: number, now = performance.now()): void {
    this.marks.push({ at: now, units });
    while ((this.marks[0]?.at ?? now) < now - RATE_MS) this.marks.shift();
  }

  /** Units a second over the last while; null until it is known. */
  get perSecond(): number | null {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return first && last && last.at > first.at && last.units > first.units ? ((last.units - first.units) * 1_000) / (last.at - first.at) : null;
  }
}
