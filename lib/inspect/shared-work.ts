import { VitrineError } from "@/lib/domain/errors";

interface Going<Result> {
  work: Promise<Result>;
  stop: AbortController;
  waiting: number;
}

/** Pieces of work by key: who asks for one that is going on waits for it, and it is stopped when the last of them has gone away. */
export class SharedWork<Result> {
  private readonly going = new Map<string, Going<Result>>();

  /** Error: "stopped" when `signal` had been aborted before; those of the work. */
  async join(key: string, start: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (signal?.aborted) throw new VitrineError("stopped", "Nobody waits for this any more.");
    const entry = this.going.get(key) ?? this.begin(key, start);
    entry.waiting++;
    const leave = () => {
      if (--entry.waiting > 0) return;
      this.forget(key, entry);
      entry.stop.abort();
    };
    signal?.addEventListener("abort", leave, { once: true });
    try {
      return await entry.work;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  private begin(key: string, start: (signal: AbortSignal) => Promise<Result>): Going<Result> {
    const stop = new AbortController();
    const entry: Going<Result> = { work: start(stop.signal).finally(() => this.forget(key, entry)), stop, waiting: 0 };
    this.going.set(key, entry);
    return entry;
  }

  private forget(key: string, entry: Going<Result>): void {
    if (this.going.get(key) === entry) this.going.delete(key);
  }
}
