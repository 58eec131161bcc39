import { serverAudits } from "@/lib/audit/runner/server-audits";
import { composeRequestSchema, reportPreviewSchema } from "@/lib/domain/report";
import { route } from "@/lib/http/route";
import { previewReport } from "@/lib/report/stored/reports";

export const POST = route({
  context: serverAudits,
  body: composeRequestSchema,
  answer: async ({ context, body }) => reportPreviewSchema.parse(await previewReport(context, body)),
});
