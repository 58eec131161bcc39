import { z } from "zod";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { listReports } from "@/lib/db/reports";
import { listRequestSchema } from "@/lib/domain/api";
import { composeRequestSchema, reportListSchema, reportSummarySchema } from "@/lib/domain/report";
import { route } from "@/lib/http/route";
import { makeReport } from "@/lib/report/stored/reports";

export const GET = route({
  context: serverAudits,
  query: listRequestSchema,
  answer: async ({ context, query }) => reportListSchema.parse(await listReports(context.database, query)),
});

/** `replaces`: the id of a version of the report that this one supersedes. */
export const POST = route({
  context: serverAudits,
  query: z.object({ replaces: z.uuid().optional() }),
  body: composeRequestSchema,
  status: 201,
  answer: async ({ context, body, query: { replaces } }) => reportSummarySchema.parse(await makeReport(context, body, { replaces: replaces ?? null })),
});
