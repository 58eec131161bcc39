import { serverAudits } from "@/lib/audit/runner/server-audits";
import { reportSummarySchema } from "@/lib/domain/report";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { deleteReport, requireReport } from "@/lib/report/stored/reports";

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => reportSummarySchema.parse(await requireReport(context, params.id)),
});

export const DELETE = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => {
    await deleteReport(context, params.id);
    return { deleted: true };
  },
});
