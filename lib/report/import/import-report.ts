import { findingsInWorker } from "@/lib/audit/runner/statistics";
import { VitrineError } from "@/lib/domain/errors";
import type { CheckResult, ImportedReport, SignedReport } from "@/lib/domain/report";
import { checkReportBy, checkSeal } from "../check";
import { requireWithinLimits } from "../limits";
import { isReport, parseAs, readJsonOf, reportOf } from "../read-report";
import type { ReportContext } from "../report-context";
import { seal } from "../seal";
import { keepImported } from "../stored/reports";
import { reportOfResults, resultsSchema } from "./results";

/** Longer than the largest honest report takes; a file may be made to take for ever. */
const CHECK_LIMIT_MS = 120_000;

/** Figures computed again in threads, all of them within the limit. */
async function checkWithin(programFolder: string, signed: SignedReport): Promise<CheckResult> {
  const signal = AbortSignal.timeout(CHECK_LIMIT_MS);
  return checkReportBy(signed, async (task) => {
    try {
      signal.throwIfAborted();
      return await findingsInWorker(programFolder, task, signal);
    } catch (error) {
      if (signal.aborted) return "Computing its figures again took longer than two minutes and was stopped.";
      throw error;
    }
  });
}

function requireSeal({ hash, signature }: Pick<CheckResult, "hash" | "signature">, name: string): void {
  if (hash === "mismatch") throw new VitrineError("bad-request", `${name} is not what its hash says: it was changed after it was made, or holds fields that no report has.`, [{ path: "sha256", message: "does not match" }]);
  if (signature === "invalid") throw new VitrineError("bad-request", `The signature in ${name} is not one of this report.`, [{ path: "signature", message: "invalid" }]);
}

/** A report file, or results.json of an audit as a report of findings alone. */
async function readAny(context: Pick<ReportContext, "programFolder">, { name, bytes }: { name: string; bytes: Uint8Array }): Promise<SignedReport> {
  const value = readJsonOf(bytes, name);
  if (isReport(value, name)) return reportOf(value, name);
  const results = parseAs(resultsSchema, value, name);
  return requireWithinLimits(await seal(await reportOfResults(context.programFolder, results), null), name);
}

/**
 * Keeps somebody's report: its HTML or JSON file, or results.json of an audit. Every field is parsed, the hash and the signature must
 * hold, and the figures are computed again; where they differ it is kept all the same, and the check says so. Error: `bad-request`
 * naming the place; then nothing is kept.
 */
export async function importReport(context: Pick<ReportContext, "database" | "programFolder">, file: { name: string; bytes: Uint8Array }): Promise<ImportedReport> {
  const name = file.name.slice(0, 200);
  const signed = await readAny(context, { name, bytes: file.bytes });
  // Before any work is done for it.
  requireSeal(checkSeal(signed), name);
  const check = await checkWithin(context.programFolder, signed);
  return { report: await keepImported(context, signed), check };
}
