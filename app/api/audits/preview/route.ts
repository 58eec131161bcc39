import { z } from "zod";
import { auditPreviewSchema, auditRequestSchema } from "@/lib/domain/audit";
import { previewAudit } from "@/lib/audit/runner/preview";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";

export const POST = route({
  context: serverAudits,
  body: auditRequestSchema.extend({ probe: z.boolean().default(false) }),
  answer: async ({ context, body: { probe, ...request } }) => auditPreviewSchema.parse(await previewAudit(context, request, probe)),
});
