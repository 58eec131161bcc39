import { isAlive, ownedUntil, RENEWED_MS, type Held } from "./ownership";
import type { WorkLog } from "./patience";
import type { Story } from "./story";

/** How the records of one kind of work are claimed; see lib/db. */
export interface WorkRecords {
  /** Null when there is none of that id. */
  findOwner(id: string): Promise<Held | null>;
  /** Takes it from `previous`; false when another process was faster. */
  claim(id: string, previous: string | null, owner: string, until: Date): Promise<boolean>;
  /** Of what is `owner`'s, until when that holds without a word; null: it is nobody's from now on. Nothing happens where it is another's. */
  hold(id: string, owner: string, until: Date | null): Promise<unknown>;
  /** What somebody has to work on, oldest first. */
  unfinished(): Promise<(Held & { id: string })[]>;
}

export interface Turn<Event extends { readonly type: string }> {
  readonly id: string;
  readonly story: Story<Event>;
  readonly signal: AbortSignal;
}

export interface QueueOptions<Event extends { readonly type: string }> {
  records: WorkRecords;
  owner: string;
  log: WorkLog;
  newStory: () => Story<Event>;
  /** Told when its turn has not come yet. */
  waiting: Event;
  /** Does the work, until it is done, has failed or is stopped. Must not reject. */
  work: (turn: Turn<Event>) => Promise<void>;
}

interface Entry<Event extends { readonly type: string }> extends Turn<Event> {
  readonly stop: AbortController;
  started: boolean;
  /** Settles, never rejects, when nothing more happens in this process. */
  finished: Promise<void>;
}

/**
 * Long work of this process that outlives it: one at a time of each lane, in the order in which it came. A record in the database says
 * which process works on what, so that several share one database and a restart takes up what a crash left. Each piece of work goes to
 * the engine with background priority and in short calls, so that lanes take turns there and a person's run goes first.
 */
export class WorkQueue<Event extends { readonly type: string }> {
  private readonly entries = new Map<string, Entry<Event>>();
  /** On their way to become entries. */
  private readonly claims = new Map<string, Promise<boolean>>();
  private readonly lanes = new Map<string, Promise<void>>();

  story(id: string): Story<Event> | undefined {
    return this.entries.get(id)?.story;
  }

  isActive(id: string): boolean {
    return this.entries.has(id);
  }

  /** Settles when this process has nothing more to do with it. */
  async finished(id: string): Promise<void> {
    await this.entries.get(id)?.finished;
  }

  /** False when another living process works on it, or it is gone. */
  async enqueue(id: string, options: QueueOptions<Event>, lane = ""): Promise<boolean> {
    if (this.entries.has(id)) return true;
    // Two callers at once would both see it free, and the second would be told that another process was faster.
    const pending = this.claims.get(id) ?? this.claim(id, options, lane).finally(() => this.claims.delete(id));
    this.claims.set(id, pending);
    return pending;
  }

  private async claim(id: string, options: QueueOptions<Event>, lane: string): Promise<boolean> {
    const { records, owner, newStory, waiting } = options;
    const held = await records.findOwner(id);
    if (!held || isAlive(held, owner)) return false;
    if (!(await records.claim(id, held.owner, owner, ownedUntil()))) return false;
    const stop = new AbortController();
    const entry: Entry<Event> = { id, story: newStory(), stop, signal: stop.signal, started: false, finished: Promise.resolve() };
    entry.story.add(waiting);
    this.entries.set(id, entry);
    const before = this.lanes.get(lane) ?? Promise.resolve();
    entry.finished = this.run(entry, before, options);
    this.lanes.set(lane, entry.finished);
    return true;
  }

  /** Never rejects: what waits behind it would not get its turn. */
  private async run(entry: Entry<Event>, before: Promise<void>, { records, owner, log, work }: QueueOptions<Event>): Promise<void> {
    const { id, signal } = entry;
    const hold = (until: Date | null): Promise<unknown> =>
      records.hold(id, owner, until).catch((error: unknown) => log.warn({ id, error }, "the database does not know until when this process works on something"));
    // Also while it waits for others, which may take hours.
    const renewal = setInterval(() => void (signal.aborted || hold(ownedUntil())), RENEWED_MS);
    renewal.unref();
    try {
      await before;
      if (signal.aborted) return;
      entry.started = true;
      await work(entry);
    } catch (error) {
      log.error({ id, error }, "some work ended in a way that it must not");
    } finally {
      clearInterval(renewal);
      // Nobody's, unless somebody else's already: this process lives on, and would seem to work on it.
      if (this.entries.get(id) === entry) await hold(null);
      if (this.entries.get(id) === entry) this.entries.delete(id);
    }
  }

  /** Ends the work at once, losing no more than the piece in progress, and tells why. */
  async stop(id: string, last: Event | null): Promise<void> {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.stop.abort();
    if (last) entry.story.add(last);
    // What still waits for others is simply passed over when its turn comes.
    if (entry.started) await entry.finished;
    else this.entries.delete(id);
  }

  /** After a start: whatever a crash or a restart interrupted goes on. Returns the ids. */
  async resumeInterrupted({ records, owner }: Pick<QueueOptions<Event>, "records" | "owner">, enqueue: (id: string) => Promise<boolean>): Promise<string[]> {
    const resumed: string[] = [];
    for (const { id, ...held } of await records.unfinished()) {
      if (!isAlive(held, owner) && (await enqueue(id))) resumed.push(id);
    }
    return resumed;
  }
}
