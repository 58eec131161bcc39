import type { InspectionEvent } from "@/lib/domain/inspection";
import { eventStream } from "@/lib/http/event-stream";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { followInspection } from "@/lib/inspect/follow";
import { serverContext } from "@/lib/inspect/server-context";

const isLast = (event: InspectionEvent) => event.type === "done" || event.type === "failed";

export const GET = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params }) => eventStream(await followInspection(context, params.id), isLast),
});
