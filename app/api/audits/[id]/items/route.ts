import { auditItemsRequestSchema, auditItemsSchema } from "@/lib/domain/audit";
import { listItems } from "@/lib/db/audits-items";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { requireAudit } from "@/lib/audit/runner/audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  query: auditItemsRequestSchema,
  answer: async ({ context, params, query }) => {
    await requireAudit(context, params.id);
    return auditItemsSchema.parse(await listItems(context.database, params.id, query));
  },
});
