import type { Priority } from "@/lib/engine/engine";

/** What waits in the queue: the order needs no more than this. */
export interface Queued {
  readonly priority: Priority;
}

/** Waiting jobs: interactive before background, first come first served within each. */
export class JobQueue<Job extends Queued> {
  private readonly waiting: Record<Priority, Job[]> = { interactive: [], background: [] };

  get length(): number {
    return this.waiting.interactive.length + this.waiting.background.length;
  }

  add(job: Job): void {
    this.waiting[job.priority].push(job);
  }

  /** The next to be done, taken out. */
  take(): Job | undefined {
    return this.waiting.interactive.shift() ?? this.waiting.background.shift();
  }

  /** False when it does not wait (any more). */
  remove(job: Job): boolean {
    const line = this.waiting[job.priority];
    const at = line.indexOf(job);
    if (at < 0) return false;
    line.splice(at, 1);
    return true;
  }

  /** In the order in which they will be taken: the index is how many are ahead. */
  inOrder(): Job[] {
    return [...this.waiting.interactive, ...this.waiting.background];
  }
}
