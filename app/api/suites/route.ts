import { suiteListSchema, uploadedSuiteSchema, uploadRequestSchema } from "@/lib/domain/audit";
import { listSuites, uploadSuite } from "@/lib/audit/library";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";

export const GET = route({ context: serverAudits, answer: async ({ context }) => suiteListSchema.parse({ suites: await listSuites(context) }) });

export const POST = route({
  context: serverAudits,
  body: uploadRequestSchema,
  answer: async ({ context, body }) => uploadedSuiteSchema.parse({ suite: await uploadSuite(context, body.text, body.name) }),
});
