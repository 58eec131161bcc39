import { z } from "zod";
import { auditComparisonSchema } from "@/lib/domain/audit";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";
import { compareAny } from "@/lib/report/compare";

/** `a`, `b`: ids of audits, or "report:ID" for the first audit of a stored report. */
export const GET = route({
  context: serverAudits,
  query: z.object({ a: z.string().max(100), b: z.string().max(100) }),
  answer: async ({ context, query }) => auditComparisonSchema.parse(await compareAny(context, query.a, query.b)),
});
