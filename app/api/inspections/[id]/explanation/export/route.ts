import { z } from "zod";
import { explanationFileSchema, questionQuerySchema } from "@/lib/domain/question";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { downloadName } from "@/lib/http/streams";
import { readExplanation } from "@/lib/inspect/explanations";
import { explanationNotebook } from "@/lib/inspect/notebook";
import { serverContext } from "@/lib/inspect/server-context";
import { SOFTWARE } from "@/lib/inspect/settings";
import { requireInspection } from "@/lib/inspect/start";

/** An explanation as a file: JSON, or a notebook that reads the run's trace. */
export const GET = route({
  context: serverContext,
  params: inspectionParams,
  query: z.intersection(questionQuerySchema, explanationFileSchema),
  answer: async ({ context, params, query: { format, ...question }, request }) => {
    const { title } = (await requireInspection(context, params.id)).summary;
    const explanation = await readExplanation(context, params.id, question, request.signal);
    const file = format === "json" ? explanation : explanationNotebook({ explanation, title, traceFile: downloadName(title, "safetensors"), software: SOFTWARE });
    const name = downloadName(`${title} why ${explanation.position + 1}`, format === "json" ? "json" : "ipynb");
    return new Response(JSON.stringify(file, null, 1), { headers: { "content-type": "application/json; charset=utf-8", "content-disposition": `attachment; filename="${name}"` } });
  },
});
