import { VitrineError } from "@/lib/domain/errors";
import type { Priority } from "@/lib/engine/engine";
import type { Operation, OperationName } from "@/lib/engine/protocol";
import type { EngineLog } from "@/lib/engine/client/engine-process";

/** A job on its way through the queue and the engine process, with its types closed over. */
export interface PendingJob {
  readonly id: number;
  readonly operation: OperationName;
  readonly job: unknown;
  readonly priority: Priority;
  /** Tells the caller how many are ahead; only when that changed. */
  tellAhead(ahead: number): void;
  progress(raw: unknown): void;
  succeed(raw: unknown): void;
  fail(error: VitrineError): void;
}

export interface PendingJobOptions<Job, Progress, Result> {
  id: number;
  operation: Operation<Job, Progress, Result>;
  job: Job;
  priority: Priority;
  log: EngineLog;
  onProgress: ((progress: Progress) => void) | undefined;
  /** Once, however it ends. */
  onSettled: () => void;
}

/** Parses what the engine process sends about one job and settles the caller's promise with it. */
export function createPendingJob<Job, Progress, Result>(
  options: PendingJobOptions<Job, Progress, Result>,
): { pending: PendingJob; outcome: Promise<Result> } {
  const { id, operation, job, priority, log, onProgress, onSettled } = options;
  const { promise: outcome, resolve, reject } = withResolvers<Result>();
  let toldAhead: number | null = null;

  const progress = (raw: unknown): void => {
    if (!onProgress) return;
    const parsed = operation.progress.safeParse(raw);
    if (!parsed.success) {
      log.error({ issues: parsed.error.issues, operation: operation.name }, "engine progress does not fit the protocol");
      return;
    }
    try {
      onProgress(parsed.data);
    } catch (error) {
      // A listener's fault must not take the engine down for everybody.
      log.error({ err: error }, "engine progress listener failed");
    }
  };

  const pending: PendingJob = {
    id,
    operation: operation.name,
    job,
    priority,
    tellAhead: (ahead) => {
      if (ahead === toldAhead) return;
      toldAhead = ahead;
      progress({ type: "queued", ahead });
    },
    progress,
    succeed: (raw) => {
      onSettled();
      const parsed = operation.result.safeParse(raw);
      if (parsed.success) {
        resolve(parsed.data);
        return;
      }
      log.error({ issues: parsed.error.issues, operation: operation.name }, "engine result does not fit the protocol");
      reject(new VitrineError("engine-failed", "The engine gave an answer that this program does not understand. Build it again with `npm start`."));
    },
    fail: (error) => {
      onSettled();
      reject(error);
    },
  };
  return { pending, outcome };
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void; reject: (error: Error) => void } {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
