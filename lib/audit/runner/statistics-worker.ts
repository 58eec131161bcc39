import { parentPort } from "node:worker_threads";
import { compareMetrics } from "../metrics/compare-metrics";
import { compareRows } from "../metrics/compare-rows";
import { computeFindings } from "../metrics/registry";
import type { StatisticsAnswer, StatisticsTask } from "./statistics-messages";

/** Entry of dist/statistics-worker.js: one task, one answer, off the event loop of whoever asks. */
function answer(task: StatisticsTask): StatisticsAnswer {
  try {
    if (task.kind === "findings") return { kind: "findings", findings: computeFindings(task.rows, task.plan, task.settings, task.references) };
    const { baseline, candidate, settings, references } = task;
    const comparison = compareRows(baseline, candidate, settings.noiseFloor, { seed: settings.seed, resamples: settings.resamples });
    const [first, second] = [comparison.pairs.map((pair) => pair.baseline), comparison.pairs.map((pair) => pair.candidate)];
    return { kind: "compare", comparison, metrics: compareMetrics(first, second, references, settings) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (task: StatisticsTask) => parentPort?.postMessage(answer(task)));
