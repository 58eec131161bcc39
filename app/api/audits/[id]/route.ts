import { renameRequestSchema } from "@/lib/domain/api";
import { auditDetailSchema, auditSummarySchema } from "@/lib/domain/audit";
import { deleteAudit, readAudit, renameAudit } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => auditDetailSchema.parse(await readAudit(context, params.id)),
});

export const PATCH = route({
  context: serverAudits,
  params: inspectionParams,
  body: renameRequestSchema,
  answer: async ({ context, params, body }) => auditSummarySchema.parse(await renameAudit(context, params.id, body.title)),
});

export const DELETE = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => {
    await deleteAudit(context, params.id);
    return { deleted: true };
  },
});
