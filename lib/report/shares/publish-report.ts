import type { z } from "zod";
import type { Published, publishRequestSchema } from "@/lib/domain/report";
import { writeReport } from "../html/write-report";
import type { ReportContext } from "../report-context";
import { readReportOf, requireReport } from "../stored/reports";
import { publishShare } from "./publish";

/** A link to a stored report as it is. Errors: `not-found`, `disk-full`. */
export async function publishReport(context: Pick<ReportContext, "database" | "programFolder">, id: string, request: z.output<typeof publishRequestSchema>): Promise<Published> {
  const { title, number } = await requireReport(context, id);
  const html = async () => writeReport(context.programFolder, (await readReportOf(context, id)).signed);
  return publishShare(context.database, { kind: "report", title, number, reportId: id, html }, request);
}
