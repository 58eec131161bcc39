import { z } from "zod";
import { loadSuite, type LoadedSuite } from "@/lib/audit/library";
import { rowSchema, type Row } from "@/lib/audit/rows";
import { countReasons } from "@/lib/audit/runner/prepare";
import { findingsInWorker } from "@/lib/audit/runner/statistics";
import { requireAudit } from "@/lib/audit/runner/audits";
import { settingsOf } from "@/lib/audit/settings-of";
import type { AuditManifest, SuiteResult, SuiteSummary } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import type { Finding } from "@/lib/domain/finding";
import type { ComposeRequest, ReportSuite } from "@/lib/domain/report";
import { listResults, type AuditRecord } from "@/lib/db/audits";
import { countItems, leftOutReasons } from "@/lib/db/audits-items";
import { listRows } from "@/lib/db/audits-units";
import { encodeRows } from "../item-table";
import type { ReportContext } from "../report-context";
import { profileInForce } from "./profile";
import type { Held } from "./removed";
import { textsOfItems } from "./texts";

export interface AuditToReport {
  record: AuditRecord;
  results: readonly SuiteResult[];
}

/**
 * An audit that may be at work. Its results are read first, then the manifest, then its rows, the other way round from how they are
 * written: what a result was computed from is then there. Error: `not-found`.
 */
export async function readAudit(context: ReportContext, id: string): Promise<AuditToReport> {
  const results = await listResults(context.database, id);
  return { record: await requireAudit(context, id), results };
}

/** The suite as it was when the audit was started; null when it has changed or is gone. */
async function unchanged(context: ReportContext, summary: SuiteSummary): Promise<LoadedSuite | null> {
  try {
    const loaded = await loadSuite(context, summary.id);
    return loaded.summary.sha256 === summary.sha256 ? loaded : null;
  } catch (error) {
    if (error instanceof VitrineError && (error.code === "not-found" || error.code === "bad-request")) return null;
    throw error;
  }
}

/** The declared family, with what the audit's options declared otherwise. It is stored with the audit, so a suite that is gone has its own. */
function planOf(loaded: LoadedSuite | null, summary: SuiteSummary, manifest: AuditManifest, findings: readonly Finding[]): ReportSuite["plan"] {
  const overrides = manifest.options.smallestEffect[summary.id] ?? {};
  if (loaded) return { name: loaded.plan.name, metrics: [...loaded.plan.metrics], smallestEffect: { ...loaded.plan.smallestEffect, ...overrides } };
  const named = findings.find(({ role, family }) => role === "finding" && family?.correction === "holm")?.family?.name;
  const effects = summary.family.flatMap(({ metric, smallestEffect }) => (smallestEffect === null ? [] : [[metric, smallestEffect] as const]));
  return { name: named ?? summary.id, metrics: summary.family.map(({ metric }) => metric), smallestEffect: { ...Object.fromEntries(effects), ...overrides } };
}

/** Findings as they were computed at the suite's end; of a suite that is not through, from the items at hand. */
async function findingsOf(context: ReportContext, { results }: AuditToReport, manifest: AuditManifest, summary: SuiteSummary, loaded: LoadedSuite | null, rows: readonly Row[]) {
  const result = results.find(({ suite }) => suite === summary.id);
  if (result) return { complete: result.complete, trials: result.trials, findings: result.findings };
  const plan = planOf(loaded, summary, manifest, []);
  const findings = rows.length === 0 ? [] : await findingsInWorker(context.programFolder, { rows: [...rows], plan, settings: settingsOf(manifest), references: loaded?.references ?? {} });
  return { complete: false, trials: manifest.suites.find(({ id }) => id === summary.id)?.trialsUsed ?? rows.length, findings };
}

/** One suite of an audit as the profile lets it out, and how much there was. */
export async function composeSuite(context: ReportContext, audit: AuditToReport, manifest: AuditManifest, id: string, request: ComposeRequest): Promise<{ suite: ReportSuite; held: Held }> {
  const { record } = audit;
  const summary = record.suites.find((suite) => suite.id === id);
  const described = manifest.suites.find((suite) => suite.id === id);
  if (!summary || !described) throw new VitrineError("internal", `The audit “${record.summary.title}” does not describe its suite “${id}”.`);
  const { database } = context;
  const loaded = await unchanged(context, summary);
  const rows = z.array(rowSchema).parse(await listRows(database, record.summary.id, id));
  const { complete, trials, findings } = await findingsOf(context, audit, manifest, summary, loaded, rows);
  const { profile, reason } = profileInForce(request, summary, { hasReferences: loaded !== null, contrasts: findings.some((finding) => finding.id === "decision.contrast") });
  // Wordings of bundled suites are part of this program, which anybody has.
  const open = profile === "full" || summary.source === "bundled";
  const chosen = manifest.options.phrasings[id];
  const phrasings = (loaded?.phrasings ?? summary.phrasingIds.map((phrasing) => ({ id: phrasing, text: null }))).filter((one) => chosen === undefined || chosen.includes(one.id));
  return {
    suite: {
      suite: id, title: summary.title, source: summary.source, sha256: summary.sha256, licence: summary.licence, shareAlike: summary.shareAlike,
      card: { measures: summary.measures, construct: summary.construct, harm: summary.harm, population: summary.population, limits: summary.limits },
      plan: planOf(loaded, summary, manifest, findings),
      references: { ...loaded?.references },
      phrasings: phrasings.map((phrasing) => ({ id: phrasing.id, text: open ? phrasing.text : null })),
      trials, complete,
      // The manifest may be that of the end already, and lists what the items do.
      leftOut: complete ? described.leftOut : [...countReasons((summary.rows?.leftOut ?? []).map(({ reason: why }) => why)), ...(await leftOutReasons(database, record.summary.id, id))],
      findings, profile, profileReason: reason,
      tables: profile === "aggregates" ? null : encodeRows(rows),
      texts: profile === "full" ? await textsOfItems(context, record, id, loaded) : null,
    },
    held: { items: await countItems(database, record.summary.id, id), rows: rows.length, wordings: open ? 0 : phrasings.filter(({ text }) => text !== null).length },
  };
}
