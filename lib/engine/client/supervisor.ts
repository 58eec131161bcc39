import { VitrineError } from "@/lib/domain/errors";
import type { EngineStatus, JobOptions } from "@/lib/engine/engine";
import { howFarSchema, type EngineInfo, type Operation, type ReplyMessage } from "@/lib/engine/protocol";
import { EngineProcess } from "@/lib/engine/client/engine-process";
import type { EngineLog } from "@/lib/engine/client/engine-process";
import { JobQueue } from "@/lib/engine/client/job-queue";
import { createPendingJob } from "@/lib/engine/client/pending-job";
import type { PendingJob } from "@/lib/engine/client/pending-job";

export interface SupervisorOptions {
  entry: string;
  environment: Record<string, string>;
  log: EngineLog;
}

/** Waits before starting again after 1, 2, 3 … starts in a row that came to nothing, ms. */
const START_BACKOFF_MS = [250, 500, 1_000, 2_000, 5_000, 10_000];
/** A process that has not said "ready" by then is taken for hung, ms: finding GPUs can be slow on the first start. */
const START_LIMIT_MS = 120_000;

const unknownInfo: EngineInfo = { llamaCpp: null, backend: null, loadedModelPath: null };

/**
 * Keeps at most one engine process and at most one long job in it. States: no process → starting → ready, and back by a
 * crash, after which the next job in line starts a new process. Quick jobs go past the queue as soon as a process is ready.
 */
export class Supervisor {
  private process: EngineProcess | null = null;
  private ready = false;
  private info = unknownInfo;
  private running: PendingJob | null = null;
  private readonly waiting = new JobQueue<PendingJob>();
  private quickUnsent: PendingJob[] = [];
  private readonly quickSent = new Map<number, PendingJob>();
  private startFailures = 0;
  private startTimer: NodeJS.Timeout | null = null;
  private backoffTimer: NodeJS.Timeout | null = null;
  private lastCrash: EngineStatus["lastCrash"] = null;
  private progress: EngineStatus["progress"] = null;
  private nextId = 1;
  private closed = false;

  constructor(private readonly options: SupervisorOptions) {}

  /** Queues a job. Rejects with "stopped" when aborted while waiting; a running one is told to stop and settles by itself. */
  submit<Job, Progress, Result>(
    operation: Operation<Job, Progress, Result>,
    job: Job,
    { priority = "interactive", onEvent, signal }: JobOptions<Progress>,
  ): Promise<Result> {
    if (this.closed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(stoppedError());
    const onAbort = (): void => this.stop(pending);
    const { pending, outcome } = createPendingJob({
      id: this.nextId++,
      operation,
      job,
      priority,
      log: this.options.log,
      onProgress: onEvent,
      onSettled: () => signal?.removeEventListener("abort", onAbort),
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    this.waiting.add(pending);
    this.advance();
    return outcome;
  }

  /** Runs as soon as a process is ready, beside whatever runs there. */
  submitQuick<Job, Progress, Result>(operation: Operation<Job, Progress, Result>, job: Job): Promise<Result> {
    if (this.closed) return Promise.reject(closedError());
    const { pending, outcome } = createPendingJob({
      id: this.nextId++,
      operation,
      job,
      priority: "interactive",
      log: this.options.log,
      onProgress: undefined,
      onSettled: () => undefined,
    });
    this.quickUnsent.push(pending);
    this.advance();
    return outcome;
  }

  status(): EngineStatus {
    return {
      state: !this.process ? "stopped" : !this.ready ? "starting" : this.running ? "busy" : "idle",
      ...this.info,
      queued: this.waiting.length,
      pid: this.process?.pid ?? null,
      lastCrash: this.lastCrash,
      progress: this.running ? this.progress : null,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.clearTimers();
    const ending = this.process;
    this.process = null;
    this.ready = false;
    this.info = unknownInfo;
    this.failInProcess(closedError());
    for (let job = this.waiting.take(); job; job = this.waiting.take()) job.fail(closedError());
    await ending?.end();
  }

  /** Does whatever can be done now: start a process, hand over quick jobs, hand over the next long one, tell the rest their place. */
  private advance(): void {
    const wanted = this.waiting.length > 0 || this.quickUnsent.length > 0;
    if (!this.process && wanted && !this.backoffTimer && !this.closed) this.start();
    if (this.process && this.ready) {
      for (const job of this.quickUnsent.splice(0)) {
        this.quickSent.set(job.id, job);
        this.handOver(this.process, job);
      }
      const next = this.running ? undefined : this.waiting.take();
      if (next) {
        this.running = next;
        this.progress = null;
        this.handOver(this.process, next);
      }
    }
    const inProcess = this.running ? 1 : 0;
    this.waiting.inOrder().forEach((job, place) => job.tellAhead(place + inProcess));
  }

  private handOver(to: EngineProcess, { id, operation, job }: PendingJob): void {
    to.send({ type: "job", id, operation, job });
  }

  private stop(job: PendingJob): void {
    if (this.waiting.remove(job)) {
      job.fail(stoppedError());
      this.advance();
    } else if (this.running === job) {
      this.process?.send({ type: "stop", id: job.id });
    }
  }

  private start(): void {
    const { entry, environment, log } = this.options;
    this.ready = false;
    const started: EngineProcess = new EngineProcess({
      entry,
      environment,
      log,
      onMessage: (message) => {
        if (this.process === started) this.receive(message);
      },
      onEnd: (reason) => {
        if (this.process === started) this.processEnded(reason);
      },
    });
    this.process = started;
    this.startTimer = setTimeout(() => {
      log.error({ pid: started.pid }, "engine process did not become ready in time");
      started.kill();
    }, START_LIMIT_MS);
    this.startTimer.unref();
  }

  private receive(message: ReplyMessage): void {
    switch (message.type) {
      case "ready":
        this.ready = true;
        this.startFailures = 0;
        this.clearTimers();
        this.info = message.info;
        this.options.log.info({ pid: this.process?.pid, ...message.info }, "engine ready");
        return this.advance();
      case "info":
        this.info = message.info;
        return;
      case "progress":
        if (this.running?.id !== message.id) return;
        this.progress = howFarSchema.safeParse(message.progress).data ?? this.progress;
        return this.running.progress(message.progress);
      case "result":
        return this.settle(message.id, (job) => job.succeed(message.result));
      case "failure":
        return this.settle(message.id, (job) => job.fail(VitrineError.fromBody(message.error)));
    }
  }

  private settle(id: number, how: (job: PendingJob) => void): void {
    const quick = this.quickSent.get(id);
    if (quick) {
      this.quickSent.delete(id);
      return how(quick);
    }
    const job = this.running;
    if (job?.id !== id) return;
    this.running = null;
    how(job);
    this.advance();
  }

  private processEnded(reason: string): void {
    const diedAtStart = !this.ready;
    this.process = null;
    this.ready = false;
    this.info = unknownInfo;
    this.clearTimers();
    this.lastCrash = { at: new Date().toISOString(), reason };
    this.options.log.error({ reason, diedAtStart, during: this.running?.operation }, "engine process ended");
    if (diedAtStart) {
      const error = new VitrineError("engine-crashed", `The engine process could not start: ${reason}.`);
      this.failInProcess(error);
      // The one that asked for the process is told; the others get their own try.
      this.waiting.take()?.fail(error);
      this.backOff();
    } else {
      this.failInProcess(
        new VitrineError("engine-crashed", `The engine process ended while it worked on this: ${reason}. The next run starts a new one.`),
      );
    }
    this.advance();
  }

  private backOff(): void {
    const wait = START_BACKOFF_MS[Math.min(this.startFailures, START_BACKOFF_MS.length - 1)];
    this.startFailures += 1;
    this.backoffTimer = setTimeout(() => {
      this.backoffTimer = null;
      this.advance();
    }, wait);
  }

  private failInProcess(error: VitrineError): void {
    const { running } = this;
    this.running = null;
    running?.fail(error);
    for (const job of [...this.quickSent.values(), ...this.quickUnsent.splice(0)]) job.fail(error);
    this.quickSent.clear();
  }

  private clearTimers(): void {
    if (this.startTimer) clearTimeout(this.startTimer);
    if (this.backoffTimer) clearTimeout(this.backoffTimer);
    this.startTimer = null;
    this.backoffTimer = null;
  }
}

const stoppedError = (): VitrineError => new VitrineError("stopped", "Stopped before it began.");
const closedError = (): VitrineError => new VitrineError("stopped", "The program is closing; nothing more is started.");
