import { z } from "zod";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { bodyOf, downloadName, fileChunks } from "@/lib/http/streams";
import { detailOf } from "@/lib/inspect/library";
import { exportJsonFile } from "@/lib/inspect/export-json";
import { serverContext } from "@/lib/inspect/server-context";
import { requireInspection } from "@/lib/inspect/start";
import { requireTraceFile } from "@/lib/inspect/trace-files";

export const GET = route({
  context: serverContext,
  params: inspectionParams,
  query: z.object({ format: z.enum(["safetensors", "json"]).default("safetensors") }),
  answer: async ({ context, params, query: { format } }) => {
    const detail = detailOf(await requireInspection(context, params.id));
    const { file, size } = await requireTraceFile(context.settings, params.id);
    const disposition = { "content-disposition": `attachment; filename="${downloadName(detail.summary.title, format)}"` };
    if (format === "json") {
      return new Response(bodyOf(exportJsonFile(detail, file)), { headers: { ...disposition, "content-type": "application/json; charset=utf-8" } });
    }
    return new Response(bodyOf(fileChunks(file)), { headers: { ...disposition, "content-type": "application/octet-stream", "content-length": String(size) } });
  },
});
