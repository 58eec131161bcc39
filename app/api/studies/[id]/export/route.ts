import { z } from "zod";
import { csvLine } from "@/lib/audit/csv-cell";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { downloadName } from "@/lib/http/streams";
import { exportRows } from "@/lib/inspect/studies/export-rows";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { readStudy } from "@/lib/inspect/studies/studies";

const types = { json: "application/json", csv: "text/csv" } as const;

export const GET = route({
  context: serverStudies,
  params: inspectionParams,
  query: z.object({ format: z.enum(["json", "csv"]).default("json") }),
  answer: async ({ context, params, query: { format } }) => {
    const { summary, request, findings } = await readStudy(context, params.id);
    const body = format === "csv" ? exportRows(findings).map(csvLine).join("") : `${JSON.stringify({ title: summary.title, state: summary.state, request, ...findings })}\n`;
    return new Response(body, {
      headers: { "content-type": `${types[format]}; charset=utf-8`, "content-disposition": `attachment; filename="${downloadName(summary.title, format)}"` },
    });
  },
});
