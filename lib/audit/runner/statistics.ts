import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Finding } from "@/lib/domain/finding";
import type { MetricDifference } from "../metrics/compare-metrics";
import type { RunComparison } from "../metrics/compare-rows";
import type { StatisticsAnswer, StatisticsTask } from "./statistics-messages";

/** `new` out of the bundler's sight: it takes the file of `new Worker(file)` for a module of its own, and fails for one that is made later. */
const made = <Argument, Made>(Kind: new (argument: Argument) => Made, argument: Argument): Made => new Kind(argument);

/** Runs one task in a thread of its own, which ends with it. */
function inWorker(programFolder: string, task: StatisticsTask, signal?: AbortSignal): Promise<Exclude<StatisticsAnswer, { kind: "failed" }>> {
  return new Promise((settle, fail) => {
    const worker = made(Worker, path.join(programFolder, "dist", "statistics-worker.js"));
    const stop = (): void => {
      fail(signal?.reason instanceof Error ? signal.reason : new Error("stopped"));
      void worker.terminate();
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.once("exit", () => signal?.removeEventListener("abort", stop));
    worker.once("message", (answer: StatisticsAnswer) => {
      if (answer.kind === "failed") fail(new Error(`The statistics failed: ${answer.message}`));
      else settle(answer);
      void worker.terminate();
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`The thread of the statistics ended by itself (code ${code}).`)));
    worker.postMessage(task);
  });
}

const unexpected = () => new Error("The thread of the statistics answered something else than it was asked.");

/** An abort ends the thread at once. */
export async function findingsInWorker(programFolder: string, task: Omit<Extract<StatisticsTask, { kind: "findings" }>, "kind">, signal?: AbortSignal): Promise<Finding[]> {
  const answer = await inWorker(programFolder, { kind: "findings", ...task }, signal);
  if (answer.kind !== "findings") throw unexpected();
  return answer.findings;
}

export async function comparisonInWorker(programFolder: string, task: Omit<Extract<StatisticsTask, { kind: "compare" }>, "kind">): Promise<{ comparison: RunComparison; metrics: MetricDifference[] }> {
  const answer = await inWorker(programFolder, { kind: "compare", ...task });
  if (answer.kind !== "compare") throw unexpected();
  return { comparison: answer.comparison, metrics: answer.metrics };
}
