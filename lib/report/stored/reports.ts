import { randomUUID } from "node:crypto";
import { VitrineError } from "@/lib/domain/errors";
import type { ComposeRequest, Report, ReportPreview, ReportSummary, SignedReport } from "@/lib/domain/report";
import { findReport, insertImportedReport, insertOwnReport, newestVersion, readStoredReport, removeReport } from "@/lib/db/reports";
import { canonicalJson } from "../canonical-json";
import { composeReport, newIdentity } from "../compose/compose-report";
import { warningsOf } from "../compose/warnings";
import type { ReportContext } from "../report-context";
import { sealWithText } from "../seal";

/** Somebody else may store versions at the same time; more often than this in a row, something else is wrong. */
const ATTEMPTS = 20;

const notThere = () => new VitrineError("not-found", "This report is not there (any more).");

export async function requireReport(context: Pick<ReportContext, "database">, id: string): Promise<ReportSummary> {
  const summary = await findReport(context.database, id);
  if (!summary) throw notThere();
  return summary;
}

/** Errors: `not-found`. */
export async function readReportOf(context: Pick<ReportContext, "database">, id: string): Promise<{ signed: SignedReport; text: string }> {
  const stored = await readStoredReport(context.database, id);
  if (!stored) throw notThere();
  return stored;
}

const itemsOf = (suite: Report["audits"][number]["suites"][number]): number => (suite.tables ?? []).reduce((sum, { count }) => sum + count, 0);

/** What a report would hold, and what was taken out of it; nothing is kept. */
export async function previewReport(context: ReportContext, request: ComposeRequest): Promise<ReportPreview> {
  const report = await composeReport(context, request, newIdentity());
  const text = canonicalJson(report);
  return {
    removed: report.removed, bytes: Buffer.byteLength(text), warnings: warningsOf(report, text, context.settings),
    suites: report.audits.flatMap((audit) => audit.suites.map((suite) => ({ audit: audit.title, suite: suite.suite, profile: suite.profile, reason: suite.profileReason, items: itemsOf(suite), texts: suite.texts?.length ?? 0 }))),
  };
}

/**
 * Composes, signs and stores a report; `replaces`: the id of a version of it, which this one supersedes. Errors: those of composing;
 * `not-found`, `bad-request` for a version that was imported; `disk-full`, and then nothing is stored.
 */
export async function makeReport(context: ReportContext, request: ComposeRequest, { replaces = null }: { replaces?: string | null } = {}): Promise<ReportSummary> {
  const first = newIdentity();
  const composed = await composeReport(context, request, first);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const report = replaces === null ? composed : { ...composed, ...(await versionAfter(context, replaces)) };
    const { signed, text } = await sealWithText(report, context.settings);
    const id = randomUUID();
    if (await insertOwnReport(context.database, id, signed, text)) return requireReport(context, id);
  }
  throw new VitrineError("internal", "Others store versions of this report all the time. Try again later.");
}

async function versionAfter(context: ReportContext, id: string): Promise<Pick<Report, "id" | "number" | "supersedes">> {
  const summary = await requireReport(context, id);
  if (summary.imported) throw new VitrineError("bad-request", "An imported report is somebody else’s: a new version of it cannot be made here.", [{ path: "replaces", message: "imported" }]);
  const newest = await newestVersion(context.database, id);
  if (!newest) throw notThere();
  return { id: newest.publicId, number: newest.number + 1, supersedes: newest.sha256 };
}

/** Keeps a report of somebody else, which is as it was read and checked. The same one with the same signature twice is the one that is there. */
export async function keepImported(context: Pick<ReportContext, "database">, signed: SignedReport): Promise<ReportSummary> {
  return requireReport(context, await insertImportedReport(context.database, randomUUID(), signed, canonicalJson(signed)));
}

/** With its links, which are then unknown. Error: `not-found`. */
export async function deleteReport(context: Pick<ReportContext, "database">, id: string): Promise<void> {
  if (!(await removeReport(context.database, id))) throw notThere();
}
