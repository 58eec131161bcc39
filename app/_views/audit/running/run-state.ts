import type { AuditDetail, AuditEvent, AuditState } from "@/lib/domain/audit";
import type { ErrorBody } from "@/lib/domain/errors";

type Progress = Extract<AuditEvent, { type: "progress" }>;

/** Where a running audit stands, from its events. */
export interface RunState {
  state: AuditState;
  phase: "waiting" | "loading" | "noise" | "scoring" | "statistics";
  /** Of loading and noise, 0 … 1; null where unknown. */
  fraction: number | null;
  /** Last progress of each suite. */
  suites: Readonly<Record<string, Progress>>;
  /** The suite that is worked on. */
  current: string | null;
  error: ErrorBody | null;
}

export function firstRunState({ summary, error }: Pick<AuditDetail, "summary" | "error">): RunState {
  return { state: summary.state, phase: "waiting", fraction: null, suites: {}, current: null, error };
}

export function nextRunState(run: RunState, event: AuditEvent): RunState {
  switch (event.type) {
    case "loading":
      return { ...run, phase: "loading", fraction: event.fraction };
    case "noise":
      return { ...run, phase: "noise", fraction: event.total > 0 ? event.done / event.total : null };
    case "progress":
      return { ...run, phase: "scoring", fraction: null, current: event.suite, suites: { ...run.suites, [event.suite]: event } };
    case "statistics":
      return { ...run, phase: "statistics", fraction: null, current: event.suite };
    case "state":
      return { ...run, state: event.state };
    case "failed":
      return { ...run, state: "failed", error: event.error };
  }
}

export interface Totals {
  done: number;
  total: number;
  unitsPerSecond: number | null;
  secondsLeft: number | null;
}

/** All suites together; what the server counted before this page began to listen is the floor. */
export function totalsOf(run: RunState, { unitsDone, unitsTotal }: AuditDetail["summary"]): Totals {
  const progress = Object.values(run.suites);
  const seen = progress.reduce((sum, { done }) => sum + done, 0);
  const latest = run.current === null ? undefined : run.suites[run.current];
  const rate = latest?.unitsPerSecond ?? null;
  const total = Math.max(unitsTotal, progress.reduce((sum, p) => sum + p.total, 0));
  const done = Math.min(total, Math.max(unitsDone, seen));
  return { done, total, unitsPerSecond: rate, secondsLeft: rate !== null && rate > 0 ? (total - done) / rate : (latest?.secondsLeft ?? null) };
}
