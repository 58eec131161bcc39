import { auditSummarySchema } from "@/lib/domain/audit";
import { pauseAudit } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

export const POST = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => auditSummarySchema.parse(await pauseAudit(context, params.id)),
});
