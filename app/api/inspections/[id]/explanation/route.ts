import { explanationSchema } from "@/lib/domain/explanation";
import { questionQuerySchema } from "@/lib/domain/question";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { readExplanation } from "@/lib/inspect/explanations";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({
  context: serverContext,
  params: inspectionParams,
  query: questionQuerySchema,
  answer: async ({ context, params, query, request }) => explanationSchema.parse(await readExplanation(context, params.id, query, request.signal)),
});
