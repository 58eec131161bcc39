import path from "node:path";
import { importReport } from "@/lib/report/import/import-report";
import { readReportOf } from "@/lib/report/stored/reports";
import { withAudits } from "./audit-context";
import { UsageError, type CommandContext } from "./command";
import { readFileOf, tellCheck } from "./report-verify";

/** `import FILE`: kept beside the own reports, to be compared with own audits. */
export async function bringReport([file, ...rest]: readonly string[], command: CommandContext): Promise<number> {
  if (file === undefined || file.startsWith("-") || rest.length > 0) throw new UsageError("report import wants one file");
  const bytes = await readFileOf(file);
  return withAudits(command, async (context) => {
    const { report, check } = await importReport(context, { name: path.basename(file), bytes });
    tellCheck(command.print, (await readReportOf(context, report.id)).signed, check);
    command.print(`Kept. Compare it with an audit: vitrine audit compare report:${report.id} AUDIT`);
    return check.mismatches.length === 0 ? 0 : 1;
  });
}
