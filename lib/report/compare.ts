import { compareSides } from "@/lib/audit/compare/compare-audits";
import { sideOfAudit, type ComparedSide } from "@/lib/audit/compare/compared-side";
import { verdictCounts } from "@/lib/audit/runner/run-audit";
import type { AuditComparison } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { readStoredReport } from "@/lib/db/reports";
import { decodeTables } from "./item-table";
import type { ReportContext } from "./report-context";

/** Before the id of a stored report, where an audit's id is expected. */
const PREFIX = "report:";

/** The first audit of a stored report, own or imported, by its item tables. Errors: `not-found`; `bad-request` where it holds no items. */
async function sideOfReport(context: ReportContext, id: string): Promise<ComparedSide> {
  const stored = await readStoredReport(context.database, id);
  const { report } = stored?.signed ?? {};
  const audit = report?.audits[0];
  if (!report || !audit) throw new VitrineError("not-found", "This report is not there (any more).");
  const withItems = audit.suites.filter(({ tables, complete }) => tables !== null && complete);
  if (withItems.length === 0) throw new VitrineError("bad-request", `The report “${report.title}” holds no items of a complete suite: there is nothing to compare item by item.`);
  const suiteOf = (suite: string) => audit.suites.find((one) => one.suite === suite);
  const { fileName } = audit.manifest.model;
  return {
    summary: {
      id: `${PREFIX}${id}`, title: report.title, state: "complete", modelId: fileName, modelFileName: fileName, suites: audit.suites.map(({ suite }) => suite), unitsDone: 0, unitsTotal: 0,
      verdicts: verdictCounts(audit.suites.flatMap(({ findings }) => findings)), createdAt: report.createdAt, finishedAt: null,
    },
    manifest: audit.manifest,
    suites: withItems.map(({ suite, sha256 }) => ({ id: suite, sha256 })),
    rows: (suite) => Promise.resolve(decodeTables(suiteOf(suite)?.tables ?? [])),
    text: (suite, item, phrasing) => Promise.resolve(suiteOf(suite)?.texts?.find((one) => one.item === item && one.phrasing === phrasing)?.texts[0]?.text ?? ""),
    references: (suite) => Promise.resolve(suiteOf(suite)?.references ?? {}),
  };
}

/** By the id of an audit, or "report:" and the id of a stored report. */
export const sideOf = (context: ReportContext, id: string): Promise<ComparedSide> => (id.startsWith(PREFIX) ? sideOfReport(context, id.slice(PREFIX.length)) : sideOfAudit(context, id));

/** Audits and reports in any combination; differences are b − a. Errors: `not-found`, `bad-request`. */
export async function compareAny(context: ReportContext, a: string, b: string): Promise<AuditComparison> {
  return compareSides(context.programFolder, await sideOf(context, a), await sideOf(context, b));
}
