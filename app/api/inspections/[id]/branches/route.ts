import { startedSchema } from "@/lib/domain/api";
import { branchRequestSchema } from "@/lib/domain/inspection";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { branchInspection } from "@/lib/inspect/start";

export const POST = route({
  context: serverContext,
  params: inspectionParams,
  body: branchRequestSchema,
  status: 202,
  answer: async ({ context, params, body }) => startedSchema.parse((await branchInspection(context, params.id, body)).summary),
});
