import { z } from "zod";
import type { StudyEvent } from "@/lib/domain/study";
import { listStudyParts, updateStudy, writeStudyPart, type StudyPart } from "@/lib/db/studies";
import type { JobOptions, WorkProgress } from "@/lib/engine/engine";
import { ownedUntil, TakenAway } from "@/lib/queue/ownership";
import { Pace } from "@/lib/queue/pace";
import { withDatabase, withEngine } from "@/lib/queue/patience";
import type { StudyContext } from "./study-context";

/** Between two progress events, ms. */
const TELL_MS = 200;

/** One study's work in progress: its parts, and who is told how far it is. */
export class StudySession {
  private readonly pace = new Pace();
  private total = 0;
  private toldAt = 0;

  constructor(
    readonly context: StudyContext,
    readonly id: string,
    readonly signal: AbortSignal,
    private readonly tell: (event: StudyEvent) => void,
  ) {}

  /** What was kept before, in order. */
  async parts<Part>(schema: z.ZodType<Part>): Promise<Part[]> {
    return z.array(schema).parse(await listStudyParts(this.context.database, this.id));
  }

  /** How much there is to do in all, and how much of it is done. */
  async begin(done: number, total: number): Promise<void> {
    this.total = total;
    this.pace.add(done);
    await this.keep(() => updateStudy(this.context.database, this.id, { done, total, ownedUntil: ownedUntil() }, { owner: this.context.owner }));
    this.progress(done, true);
  }

  /** Keeps a part; from here on a crash does not lose it. Error: `TakenAway`. */
  async save(part: StudyPart, done: number): Promise<void> {
    const { database, owner } = this.context;
    await this.keep(() => writeStudyPart(database, this.id, part, { done, total: this.total, owner, ownedUntil: ownedUntil() }));
    this.tell({ type: "kept", done });
    this.progress(done, true);
  }

  /** A call of the engine: in the background, tried again after a crash, told of as `done` units and what it does of its own. */
  engine<T>(done: number, work: (options: JobOptions<WorkProgress>) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const onEvent = (event: WorkProgress): void => {
      if (event.type === "loading") this.tell({ type: "loading", fraction: event.fraction });
      if (event.type === "work") this.progress(done + event.done, false);
    };
    return withEngine(() => work({ priority: "background", signal: this.signal, onEvent }), this.context.log);
  }

  private async keep(write: () => Promise<boolean>): Promise<void> {
    this.signal.throwIfAborted();
    if (!(await withDatabase(write, this.context.log, this.signal))) throw new TakenAway();
  }

  private progress(done: number, always: boolean): void {
    const now = performance.now();
    if (!always && now - this.toldAt < TELL_MS) return;
    this.toldAt = now;
    this.pace.add(done, now);
    const { perSecond } = this.pace;
    this.tell({ type: "progress", done, total: this.total, perSecond, secondsLeft: perSecond === null ? null : (this.total - done) / perSecond });
  }
}
