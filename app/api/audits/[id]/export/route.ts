import { z } from "zod";
import { itemsCsv, itemsJsonl, resultsText } from "@/lib/audit/results/exports";
import { requireAudit } from "@/lib/audit/runner/audits";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { bodyOf, downloadName } from "@/lib/http/streams";

const kinds = {
  json: { extension: "json", type: "application/json" },
  junit: { extension: "xml", type: "application/xml" },
  csv: { extension: "csv", type: "text/csv" },
  jsonl: { extension: "jsonl", type: "application/x-ndjson" },
} as const;

export const GET = route({
  context: serverAudits,
  params: inspectionParams,
  query: z.object({ format: z.enum(["json", "junit", "csv", "jsonl"]).default("json") }),
  answer: async ({ context, params, query: { format } }) => {
    const record = await requireAudit(context, params.id);
    const { extension, type } = kinds[format];
    const headers = {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${downloadName(record.summary.title, extension)}"`,
    };
    if (format === "json" || format === "junit") return new Response(await resultsText(context, record, format), { headers });
    return new Response(bodyOf((format === "csv" ? itemsCsv : itemsJsonl)(context, record)), { headers });
  },
});
