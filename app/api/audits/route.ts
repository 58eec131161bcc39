import { listRequestSchema, startedSchema } from "@/lib/domain/api";
import { auditListSchema, auditRequestSchema } from "@/lib/domain/audit";
import { listAudits } from "@/lib/db/audits";
import { startAudit } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";

export const GET = route({
  context: serverAudits,
  query: listRequestSchema,
  answer: async ({ context, query }) => auditListSchema.parse(await listAudits(context.database, query)),
});

export const POST = route({
  context: serverAudits,
  body: auditRequestSchema,
  status: 202,
  answer: async ({ context, body }) => startedSchema.parse(await startAudit(context, body)),
});
