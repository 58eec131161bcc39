import { parentPort } from "node:worker_threads";
import { compareRows } from "../metrics/compare-rows";
import { computeFindings } from "../metrics/registry";
import type { StatisticsAnswer, StatisticsTask } from "./statistics-messages";

/** Entry of dist/statistics-worker.js: one task, one answer, off the event loop of whoever asks. */
function answer(task: StatisticsTask): StatisticsAnswer {
  try {
    if (task.kind === "findings") return { kind: "findings", findings: computeFindings(task.rows, task.plan, task.settings, task.references) };
    const { baseline, candidate, noiseFloor, seed, resamples } = task;
    return { kind: "compare", comparison: compareRows(baseline, candidate, noiseFloor, { seed, resamples }) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (task: StatisticsTask) => parentPort?.postMessage(answer(task)));
