import { importedSuiteSchema } from "@/lib/domain/audit";
import { importSuite } from "@/lib/audit/library";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { readFiles } from "@/lib/http/form-files";
import { route } from "@/lib/http/route";

export const POST = route({
  context: serverAudits,
  answer: async ({ context, request }) => importedSuiteSchema.parse(await importSuite(context, { files: await readFiles(request) })),
});
