import { VitrineError } from "@/lib/domain/errors";
import type { LeaveOneOut } from "@/lib/domain/explanation";
import type { CountExpertsJob, CountExpertsOutcome, ExplainJob, ExplainOutcome, HeadMapJob, InspectJob, InspectOutcome, InspectProgress, LeaveOneOutJob, ModelDescription, ModelFacts, PromptInput, ScoreJob, ScoreOutcome, ScoreUnitsJob, SweepJob, SweepOutcome, ValueNormsJob, WorkProgress } from "@/lib/engine/engine";
import type { Score } from "@/lib/domain/scored";
import { operations, requestMessageSchema } from "@/lib/engine/protocol";
import type { EngineInfo, Operation, ReplyMessage } from "@/lib/engine/protocol";

type Work<Job, Progress, Result> = (job: Job, onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<Result>;

/** What does the work behind the message loop. The signal is the "stop" of the protocol. */
export interface EngineWorker {
  inspect: Work<InspectJob, InspectProgress, InspectOutcome>;
  headMap: Work<HeadMapJob, WorkProgress, { traceBytes: number }>;
  score: Work<ScoreJob, WorkProgress, ScoreOutcome>;
  scoreUnits: Work<ScoreUnitsJob, WorkProgress, { scores: Score[] }>;
  explain: Work<ExplainJob, WorkProgress, ExplainOutcome>;
  sweep: Work<SweepJob, WorkProgress, SweepOutcome>;
  leaveOneOut: Work<LeaveOneOutJob, WorkProgress, LeaveOneOut>;
  valueNorms: Work<ValueNormsJob, WorkProgress, { traceBytes: number }>;
  countExperts: Work<CountExpertsJob, WorkProgress, CountExpertsOutcome>;
  modelFacts: Work<{ modelPath: string }, never, ModelFacts>;
  describe: Work<{ modelPath: string }, never, ModelDescription>;
  tokenize: Work<
    { modelPath: string; prompt: Extract<PromptInput, { kind: "text" }> },
    never,
    { ids: number[]; rendered: string; bytes: string[] }
  >;
  info(): EngineInfo;
  dispose(): Promise<void> | void;
}

/** How long a worker may take to let go of its model when the program that it works for is gone, ms. */
const DISPOSE_LIMIT_MS = 2_000;

/**
 * Answers messages from the parent process until the channel closes, then ends this process. The parent sends one long job at
 * a time; describe and tokenize may come beside it.
 */
export function serveMessages(worker: EngineWorker): void {
  const stops = new Map<number, AbortController>();

  const send = (message: ReplyMessage): void => {
    // The callback keeps a closed channel from raising an "error" event: its end is handled by "disconnect".
    if (process.connected) process.send?.(message, undefined, {}, () => undefined);
  };

  const perform = async <Job, Progress, Result>(
    id: number,
    operation: Operation<Job, Progress, Result>,
    work: Work<Job, Progress, Result>,
    rawJob: unknown,
  ): Promise<void> => {
    const stop = new AbortController();
    stops.set(id, stop);
    try {
      const job = operation.job.parse(rawJob);
      const result = await work(job, (progress) => send({ type: "progress", id, progress }), stop.signal);
      send({ type: "info", info: worker.info() });
      send({ type: "result", id, result });
    } catch (error) {
      send({ type: "info", info: worker.info() });
      send({ type: "failure", id, error: describeFailure(error).toBody() });
    } finally {
      stops.delete(id);
    }
  };

  process.on("message", (raw) => {
    const message = requestMessageSchema.parse(raw);
    if (message.type === "stop") {
      stops.get(message.id)?.abort();
      return;
    }
    const { id, job } = message;
    switch (message.operation) {
      case "inspect":
        return void perform(id, operations.inspect, (...args) => worker.inspect(...args), job);
      case "headMap":
        return void perform(id, operations.headMap, (...args) => worker.headMap(...args), job);
      case "score":
        return void perform(id, operations.score, (...args) => worker.score(...args), job);
      case "scoreUnits":
        return void perform(id, operations.scoreUnits, (...args) => worker.scoreUnits(...args), job);
      case "explain":
        return void perform(id, operations.explain, (...args) => worker.explain(...args), job);
      case "sweep":
        return void perform(id, operations.sweep, (...args) => worker.sweep(...args), job);
      case "leaveOneOut":
        return void perform(id, operations.leaveOneOut, (...args) => worker.leaveOneOut(...args), job);
      case "valueNorms":
        return void perform(id, operations.valueNorms, (...args) => worker.valueNorms(...args), job);
      case "countExperts":
        return void perform(id, operations.countExperts, (...args) => worker.countExperts(...args), job);
      case "modelFacts":
        return void perform(id, operations.modelFacts, (...args) => worker.modelFacts(...args), job);
      case "describe":
        return void perform(id, operations.describe, (...args) => worker.describe(...args), job);
      case "tokenize":
        return void perform(id, operations.tokenize, (...args) => worker.tokenize(...args), job);
    }
  });

  // Ctrl-C on a terminal reaches the whole process group; the parent decides what it means and says so with "stop".
  process.on("SIGINT", () => undefined);

  // No parent, no work: a run in progress is of no use to anybody. Ends hard, because a native thread may still be evaluating.
  const endWithParent = (): void => {
    for (const stop of stops.values()) stop.abort();
    const end = (): void => void process.kill(process.pid, "SIGKILL");
    setTimeout(end, DISPOSE_LIMIT_MS).unref();
    Promise.resolve(worker.dispose()).then(end, end);
  };
  if (!process.connected) return endWithParent(); // gone while the libraries were being loaded
  process.on("disconnect", endWithParent);

  send({ type: "ready", info: worker.info() });
}

/** What was written for a person stays; the rest is said to be the engine's fault, with the detail on stderr. */
function describeFailure(error: unknown): VitrineError {
  if (error instanceof VitrineError) return error;
  console.error(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new VitrineError("engine-failed", `The engine could not do this: ${detail}`);
}
