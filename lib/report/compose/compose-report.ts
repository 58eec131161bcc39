import { randomBytes } from "node:crypto";
import { compareSides } from "@/lib/audit/compare/compare-audits";
import { sideOfAudit } from "@/lib/audit/compare/compared-side";
import type { AuditManifest } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { reportSchema, type ComposeRequest, type Report, type ReportAudit } from "@/lib/domain/report";
import type { AuditRecord } from "@/lib/db/audits";
import { SOFTWARE } from "@/lib/inspect/settings";
import { sideOf } from "../compare";
import type { ReportContext } from "../report-context";
import { redactComparison } from "./redact-comparison";
import { removedAlways, removedOfComparison, removedOfSuite, type Removed } from "./removed";
import { reproduceOf } from "./reproduce";
import { readCrosswalk, readLimitations } from "./statements";
import { composeSuite, readAudit, type AuditToReport } from "./suite";

/** Who the report is among its versions. */
export interface ReportIdentity {
  id: string;
  number: number;
  supersedes: string | null;
  createdAt: string;
}

/** 16 random bytes: public, and says nothing of the workbench. */
export const newIdentity = (now = new Date()): ReportIdentity => ({ id: randomBytes(16).toString("base64url"), number: 1, supersedes: null, createdAt: now.toISOString() });

function manifestOf({ summary, manifest }: AuditRecord): AuditManifest {
  if (!manifest) throw new VitrineError("bad-request", `“${summary.title}” has not measured anything yet: there is nothing to report.`);
  return manifest;
}

async function composeAudit(context: ReportContext, audit: AuditToReport, request: ComposeRequest): Promise<{ audit: ReportAudit; removed: Removed }> {
  const { record } = audit;
  const manifest = manifestOf(record);
  const composed = [];
  for (const id of record.request.suites) composed.push(await composeSuite(context, audit, manifest, id, request));
  const suites = composed.map(({ suite }) => suite);
  const { title, createdAt, finishedAt, state } = record.summary;
  return {
    audit: { title, complete: state === "complete" && suites.every(({ complete }) => complete), manifest, suites, times: { createdAt, finishedAt } },
    removed: composed.flatMap(({ suite, held }) => removedOfSuite(suite, held)),
  };
}

/**
 * The snapshot of audits that others are to see: what the redaction profile leaves, and a list of what it takes away. Partial audits
 * are marked so. Errors: `not-found`; `bad-request` for an audit without any result, or a baseline that shares no suite.
 */
export async function composeReport(context: ReportContext, request: ComposeRequest, identity: ReportIdentity): Promise<Report> {
  const read = [];
  for (const id of new Set(request.audits)) read.push(await readAudit(context, id));
  const composed = [];
  for (const audit of read) composed.push(await composeAudit(context, audit, request));
  const records = read.map(({ record }) => record);
  const audits = composed.map(({ audit }) => audit);
  const [first] = records;
  const [firstAudit] = audits;
  if (!first || !firstAudit) throw new VitrineError("bad-request", "A report needs at least one audit.");
  const baseline = request.baseline === null ? null : await baselineOf(context, request.baseline, first, firstAudit);
  const { software, ...who } = { ...identity, software: SOFTWARE };
  return reportSchema.parse({
    format: "vitrine-report", version: 1, ...who, title: request.title, intendedUse: request.intendedUse, notes: request.notes, software,
    profile: request.profile, complete: audits.every(({ complete }) => complete), audits, baseline: baseline?.baseline ?? null,
    removed: [...(await removedAlways(context, records)), ...composed.flatMap(({ removed }) => removed), ...(baseline?.removed ?? [])],
    limitations: await readLimitations(context.programFolder, audits),
    crosswalk: await readCrosswalk(context.programFolder),
    reproduce: reproduceOf(records, audits),
  } satisfies Report);
}

async function baselineOf(context: ReportContext, id: string, first: AuditRecord, audit: ReportAudit): Promise<{ baseline: NonNullable<Report["baseline"]>; removed: Removed }> {
  if (id === first.summary.id) throw new VitrineError("bad-request", "An audit cannot be its own baseline.", [{ path: "baseline", message: "the same audit" }]);
  const side = await sideOf(context, id);
  const { suites } = await compareSides(context.programFolder, side, await sideOfAudit(context, first.summary.id));
  const redacted = suites.map((suite) => redactComparison(suite, audit.suites.find((one) => one.suite === suite.suite)?.profile ?? "aggregates"));
  return { baseline: { title: side.summary.title, manifest: side.manifest, suites: redacted }, removed: removedOfComparison(suites, redacted) };
}
