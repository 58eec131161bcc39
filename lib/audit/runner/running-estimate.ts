import type { AuditEvent, SuiteResult } from "@/lib/domain/audit";
import type { Settings } from "@/lib/domain/finding";
import type { Score } from "@/lib/domain/scored";
import type { AuditContext } from "../audit-context";
import { measure } from "../measure/measure";
import type { SuitePlan } from "./plan";
import { Pace } from "@/lib/queue/pace";
import { findingsInWorker } from "./statistics";

/** Between two estimates, ms, and at least so many times what the last one took. */
const LEAST_INTERVAL_MS = 3_000;
const REST = 10;
/** Between two progress events, ms. */
const TELL_MS = 200;
/** Few: a running estimate is for watching, never for a result. */
const RESAMPLES = 200;

interface Parts {
  context: AuditContext;
  plan: SuitePlan;
  settings: Settings;
  tell: (event: AuditEvent) => void;
  onPartial: (result: SuiteResult) => void;
  doneBefore: number;
  unitsTotal: number;
}

type Estimate = Extract<AuditEvent, { type: "progress" }>["estimate"];

/** Progress of one suite: rate, time left, and now and then an estimate from the items at hand. */
export class RunningEstimate {
  private estimate: Estimate = null;
  private nextAt = performance.now() + LEAST_INTERVAL_MS;
  private toldAt = 0;
  private busy = false;
  private readonly pace = new Pace();
  private evaluated = 0;

  constructor(private readonly parts: Parts) {}

  add(scores: ReadonlyMap<string, Score>, evaluated: number): void {
    const { plan, tell, doneBefore, unitsTotal } = this.parts;
    const now = performance.now();
    this.evaluated += evaluated;
    this.pace.add(this.evaluated, now);
    if (now >= this.nextAt && !this.busy) void this.compute(new Map(scores));
    if (now - this.toldAt < TELL_MS && scores.size < plan.units) return;
    this.toldAt = now;
    const rate = this.pace.perSecond;
    const left = unitsTotal - doneBefore - scores.size;
    tell({ type: "progress", suite: plan.suite, done: scores.size, total: plan.units, unitsPerSecond: rate, secondsLeft: rate === null ? null : left / rate, estimate: this.estimate });
  }

  private async compute(scores: ReadonlyMap<string, Score>): Promise<void> {
    const { context, plan, settings, onPartial } = this.parts;
    const started = performance.now();
    this.busy = true;
    try {
      const rows = plan.trials.flatMap((trial) => {
        const measured = measure(trial, scores);
        return "row" in measured ? [measured.row] : [];
      });
      if (rows.length === 0) return;
      const quick = { ...settings, resamples: RESAMPLES, permutations: RESAMPLES };
      const findings = await findingsInWorker(context.programFolder, { rows, plan: plan.family, settings: quick, references: plan.references });
      const members = findings.filter(({ id, role, estimate }) => plan.family.metrics.includes(id) && role === "finding" && estimate !== null);
      const shown = members.find(({ group }) => group === "all") ?? members[0];
      if (shown && shown.estimate !== null) this.estimate = { metric: shown.id, value: shown.estimate, ci: shown.ci, n: shown.n };
      onPartial({ suite: plan.suite, trials: rows.length, complete: false, findings: findings.map((finding) => ({ ...finding, verdict: null })) });
    } catch (error) {
      context.log.warn({ error }, "a running estimate could not be computed");
    } finally {
      const now = performance.now();
      this.nextAt = now + Math.max(LEAST_INTERVAL_MS, REST * (now - started));
      this.busy = false;
    }
  }
}
