import { VitrineError } from "@/lib/domain/errors";
import { importedReportSchema } from "@/lib/domain/report";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { readFiles } from "@/lib/http/form-files";
import { route } from "@/lib/http/route";
import { importReport } from "@/lib/report/import/import-report";

/** One file of a report: its HTML or its JSON. */
export const POST = route({
  context: serverAudits,
  status: 201,
  answer: async ({ context, request }) => {
    const [file, ...others] = await readFiles(request);
    if (!file || others.length > 0) throw new VitrineError("bad-request", "One file is imported at a time.");
    return importedReportSchema.parse(await importReport(context, file));
  },
});
