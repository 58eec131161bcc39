import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { stopInspection } from "@/lib/inspect/start";

export const POST = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params }) => ({ stopping: stopInspection(context, params.id) }),
});
