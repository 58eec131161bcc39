import { z } from "zod";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { reportFileFormatSchema } from "@/lib/domain/report";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { bodyOf, downloadName } from "@/lib/http/streams";
import { reportFile } from "@/lib/report/files/report-file";
import { readReportOf } from "@/lib/report/stored/reports";

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  query: z.object({ format: reportFileFormatSchema.default("html") }),
  answer: async ({ context, params, query: { format } }) => {
    const stored = await readReportOf(context, params.id);
    const { type, extension, pieces } = reportFile(context.programFolder, stored, format);
    // Before anything is sent: what cannot be made is an error, not half a file.
    const first = await pieces.next();
    const body = bodyOf((async function* () {
      if (!first.done) yield first.value;
      yield* pieces;
    })());
    return new Response(body, {
      headers: { "content-type": type, "content-disposition": `attachment; filename="${downloadName(stored.signed.report.title, extension)}"`, "content-security-policy": "default-src 'none'; sandbox" },
    });
  },
});
