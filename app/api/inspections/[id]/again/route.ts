import { startedSchema } from "@/lib/domain/api";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { runAgain } from "@/lib/inspect/start";

export const POST = route({
  context: serverContext,
  params: inspectionParams,
  status: 202,
  answer: async ({ context, params }) => startedSchema.parse((await runAgain(context, params.id)).summary),
});
