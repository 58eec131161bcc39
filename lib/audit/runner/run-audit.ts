import type { AuditEvent, AuditManifest, SuiteResult } from "@/lib/domain/audit";
import type { Finding } from "@/lib/domain/finding";
import type { Score } from "@/lib/domain/scored";
import { listResults, saveResult, updateAudit, type AuditChange, type AuditRecord } from "@/lib/db/audits";
import type { AuditContext } from "../audit-context";
import { measure } from "../measure/measure";
import { settingsOf } from "../settings-of";
import { countReasons, auditModelPath, firstManifest, loadSuites, requireSameModel } from "./prepare";
import { measureNoiseFloor, noiseTexts } from "./noise-floor";
import { TakenAway } from "@/lib/queue/ownership";
import { withDatabase, withEngine } from "@/lib/queue/patience";
import { planSuite, type SuitePlan } from "./plan";
import { RunningEstimate } from "./running-estimate";
import { scoreSuite } from "./score-suite";
import { findingsInWorker } from "./statistics";

export interface AuditRun {
  context: AuditContext;
  record: AuditRecord;
  signal: AbortSignal;
  tell: (event: AuditEvent) => void;
  /** Findings from the items at hand, for whoever asks meanwhile. */
  onPartial: (result: SuiteResult) => void;
}

export const verdictCounts = (findings: readonly Finding[]) => {
  const kinds = findings.flatMap(({ role, verdict }) => (role === "finding" && verdict ? [verdict.kind] : []));
  const count = (kind: (typeof kinds)[number]) => kinds.filter((one) => one === kind).length;
  return { detected: count("detected"), notDetected: count("not-detected"), inconclusive: count("inconclusive") };
};

/** Writes to the audit's row while it is this process's to work on. Error: `TakenAway`. */
async function keep({ context, record, signal }: AuditRun, change: AuditChange): Promise<void> {
  const { database, owner, log } = context;
  if (!(await withDatabase(() => updateAudit(database, record.summary.id, change, { owner }), log, signal))) throw new TakenAway();
}

/** The manifest of the first start is kept for good: the noise floor is part of what the findings depend on. */
async function manifestOf(run: AuditRun, modelPath: string, plans: readonly SuitePlan[], facts: Parameters<typeof firstManifest>[1]): Promise<AuditManifest> {
  const { context, record, signal, tell } = run;
  if (record.manifest) return record.manifest;
  const noiseFloor = await withEngine(
    () => measureNoiseFloor(context.engine, { modelPath, modelSha256: facts.sha256 }, noiseTexts(plans), signal, (done, total) => tell({ type: "noise", done, total })),
    context.log,
  );
  const manifest = firstManifest(record, facts, plans, noiseFloor);
  await keep(run, { manifest });
  return manifest;
}

/** Rows of all trials of a suite from their scores, and what was left out or lacking. */
function measureAll(plan: SuitePlan, scores: ReadonlyMap<string, Score>) {
  const measured = plan.trials.map((trial) => measure(trial, scores));
  return {
    rows: measured.flatMap((one) => ("row" in one ? [one.row] : [])),
    leftOut: countReasons(measured.flatMap((one) => ("leftOut" in one ? [one.leftOut] : []))),
    lacking: [...new Set(measured.flatMap((one) => ("lacking" in one ? one.lacking : [])))].sort(),
  };
}

/**
 * Does what is missing of an audit: model and noise floor, every suite's units, its findings. Errors: `TakenAway` when another
 * process or the person has taken it away meanwhile; what ends an audit as failed; an abort.
 */
export async function runAudit(run: AuditRun): Promise<void> {
  const { context, record, signal, tell } = run;
  const { id } = record.summary;
  const { database } = context;
  tell({ type: "loading", fraction: 0 });
  const modelPath = await auditModelPath(context, record.request.model);
  const facts = await withEngine(() => context.engine.modelFacts(modelPath), context.log);
  requireSameModel(record.manifest, facts);
  const plans: SuitePlan[] = [];
  for (const loaded of await loadSuites(context, record)) plans.push(await planSuite(loaded, record.request.options, facts.sizeBytes));
  signal.throwIfAborted();
  const unitsTotal = plans.reduce((sum, plan) => sum + plan.units, 0);
  await keep(run, { unitsTotal });
  let manifest = await manifestOf(run, modelPath, plans, facts);
  const settings = settingsOf(manifest);
  const results = new Map((await listResults(database, id)).filter((result) => result.complete).map((result) => [result.suite, result]));
  let doneBefore = 0;
  for (const plan of plans) {
    const estimate = new RunningEstimate({ context, plan, settings, tell, onPartial: run.onPartial, doneBefore, unitsTotal });
    if (!results.has(plan.suite)) {
      const scores = await scoreSuite({
        context, auditId: id, modelPath, facts, noiseFloor: settings.noiseFloor, plan, doneBefore, signal,
        onLoading: (fraction) => tell({ type: "loading", fraction }),
        onChunk: (all, evaluated) => estimate.add(all, evaluated),
      });
      tell({ type: "statistics", suite: plan.suite });
      const { rows, leftOut, lacking } = measureAll(plan, scores);
      const findings = await findingsInWorker(context.programFolder, { rows, plan: plan.family, settings, references: plan.references });
      signal.throwIfAborted();
      const result: SuiteResult = { suite: plan.suite, trials: plan.trials.length, complete: true, findings };
      const imported = record.suites.find((suite) => suite.id === plan.suite)?.rows?.leftOut ?? [];
      manifest = {
        ...manifest,
        suites: manifest.suites.map((suite) =>
          suite.id !== plan.suite
            ? suite
            : { ...suite, trialsUsed: rows.length, leftOut: countReasons([...imported.map(({ reason }) => reason), ...leftOut.flatMap(({ reason, count }) => Array.from({ length: count }, () => reason))]), lackingWords: lacking },
        ),
      };
      const saved = manifest;
      if (!(await withDatabase(() => saveResult(database, id, result, saved, context.owner), context.log, signal))) throw new TakenAway();
      results.set(plan.suite, result);
      run.onPartial(result);
    }
    doneBefore += plan.units;
  }
  const verdicts = verdictCounts([...results.values()].flatMap(({ findings }) => findings));
  await keep(run, { state: "complete", verdicts, unitsDone: unitsTotal, finishedAt: new Date(), error: null, owner: null, ownedUntil: null });
}
