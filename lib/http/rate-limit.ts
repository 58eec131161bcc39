/**
 * Counts attempts by key in windows of time. Memory is bounded: beyond `keys` the key whose window began first is forgotten, so that
 * whoever makes up keys frees no key of others that is younger.
 */
export class RateLimit {
  private readonly windows = new Map<string, { count: number; until: number }>();

  constructor(private readonly options: { attempts: number; windowMs: number; keys: number; now?: () => number }) {}

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  /** Seconds until the key may try again; 0 while it may. */
  wait(key: string): number {
    const window = this.windows.get(key);
    const now = this.now();
    if (!window || window.until <= now || window.count < this.options.attempts) return 0;
    return Math.ceil((window.until - now) / 1_000);
  }

  /** Counts an attempt. */
  count(key: string): void {
    const now = this.now();
    const window = this.windows.get(key);
    if (window && window.until > now) {
      window.count += 1;
      return;
    }
    this.windows.delete(key);
    this.windows.set(key, { count: 1, until: now + this.options.windowMs });
    const [oldest] = this.windows.keys();
    if (this.windows.size > this.options.keys && oldest !== undefined) this.windows.delete(oldest);
  }

  /** What was counted for a key is forgotten. */
  clear(key: string): void {
    this.windows.delete(key);
  }

  get size(): number {
    return this.windows.size;
  }
}
