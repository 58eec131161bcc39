import { z } from "zod";
import { auditComparisonSchema } from "@/lib/domain/audit";
import { compareAudits } from "@/lib/audit/compare/compare-audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";

export const GET = route({
  context: serverAudits,
  query: z.object({ a: z.string().max(100), b: z.string().max(100) }),
  answer: async ({ context, query }) => auditComparisonSchema.parse(await compareAudits(context, query.a, query.b)),
});
