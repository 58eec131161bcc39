import { serverAudits } from "@/lib/audit/runner/server-audits";
import { extendRequestSchema, shareSummarySchema } from "@/lib/domain/report";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { extendShare, revokeShare } from "@/lib/report/shares/publish";

export const PATCH = route({
  context: serverAudits,
  params: inspectionParams,
  body: extendRequestSchema,
  answer: async ({ context, params, body }) => shareSummarySchema.parse(await extendShare(context.database, params.id, body.expiresInDays)),
});

export const DELETE = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => shareSummarySchema.parse(await revokeShare(context.database, params.id)),
});
