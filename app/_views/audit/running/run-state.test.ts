import { expect, it } from "vitest";
import type { AuditEvent, AuditSummary } from "@/lib/domain/audit";
import { firstRunState, nextRunState, totalsOf } from "./run-state";

const summary: AuditSummary = {
  id: "a", title: "", state: "running", modelId: "m", modelFileName: "m.gguf", suites: ["one", "two"], unitsDone: 30, unitsTotal: 200,
  verdicts: { detected: 0, notDetected: 0, inconclusive: 0 }, createdAt: "2026-01-01T00:00:00.000Z", finishedAt: null,
};
const start = firstRunState({ summary, error: null });
const progress = (suite: string, done: number, total: number): AuditEvent => ({ type: "progress", suite, done, total, unitsPerSecond: 10, secondsLeft: null, estimate: null });

it("keeps the last progress of each suite", () => {
  const run = [progress("one", 50, 100), progress("one", 100, 100), progress("two", 20, 100)].reduce(nextRunState, start);
  expect(run).toMatchObject({ phase: "scoring", current: "two" });
  expect(totalsOf(run, summary)).toEqual({ done: 120, total: 200, unitsPerSecond: 10, secondsLeft: 8 });
});

it("never shows less done than the server has counted", () => {
  expect(totalsOf(nextRunState(start, progress("one", 5, 100)), summary).done).toBe(30);
});

it("goes from loading through the noise floor to scoring and statistics", () => {
  const loading = nextRunState(start, { type: "loading", fraction: 0.4 });
  expect(loading).toMatchObject({ phase: "loading", fraction: 0.4 });
  expect(nextRunState(loading, { type: "noise", done: 3, total: 4 })).toMatchObject({ phase: "noise", fraction: 0.75 });
  expect(nextRunState(loading, { type: "statistics", suite: "one" })).toMatchObject({ phase: "statistics", current: "one" });
});

it("keeps why it failed", () => {
  const error = { code: "engine-crashed" as const, message: "gone" };
  expect(nextRunState(start, { type: "failed", error })).toMatchObject({ state: "failed", error });
  expect(nextRunState(start, { type: "state", state: "paused" }).state).toBe("paused");
});
