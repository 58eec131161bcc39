import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { writeReport } from "@/lib/report/html/write-report";
import { policyOfFile } from "@/lib/report/shares/policy";
import { readReportOf } from "@/lib/report/stored/reports";

const file = route({
  context: serverAudits,
  params: inspectionParams,
  answer: async ({ context, params }) => {
    const html = new TextDecoder().decode(await writeReport(context.programFolder, (await readReportOf(context, params.id)).signed));
    const policy = policyOfFile(html).replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": `${policy}; sandbox allow-scripts` } });
  },
});

/** The report as others see it, for the frame on its page: a document of its own without rights on this one. */
export const GET: typeof file = async (request, context) => {
  const response = await file(request, context);
  response.headers.set("x-frame-options", "SAMEORIGIN");
  return response;
};
