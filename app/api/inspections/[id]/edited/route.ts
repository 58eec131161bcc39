import { startedSchema } from "@/lib/domain/api";
import { editedRequestSchema } from "@/lib/domain/inspection";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { editInspection } from "@/lib/inspect/start";

/** The same text with something changed inside the model. */
export const POST = route({
  context: serverContext,
  params: inspectionParams,
  body: editedRequestSchema,
  status: 202,
  answer: async ({ context, params, body }) => startedSchema.parse((await editInspection(context, params.id, body)).summary),
});
