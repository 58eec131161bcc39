import { startedSchema } from "@/lib/domain/api";
import { runAuditAgain } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

export const POST = route({
  context: serverAudits,
  params: inspectionParams,
  status: 202,
  answer: async ({ context, params }) => startedSchema.parse(await runAuditAgain(context, params.id)),
});
