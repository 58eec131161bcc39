import { serverAudits } from "@/lib/audit/runner/server-audits";
import { publishedSchema, publishRequestSchema } from "@/lib/domain/report";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { publishReport } from "@/lib/report/shares/publish-report";

export const POST = route({
  context: serverAudits,
  params: inspectionParams,
  body: publishRequestSchema,
  status: 201,
  answer: async ({ context, params, body }) => publishedSchema.parse(await publishReport(context, params.id, body)),
});
