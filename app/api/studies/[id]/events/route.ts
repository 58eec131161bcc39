import { isLastStudyEvent } from "@/lib/domain/study";
import { eventStream } from "@/lib/http/event-stream";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { followStudy } from "@/lib/inspect/studies/studies";

export const GET = route({
  context: serverStudies,
  params: inspectionParams,
  answer: async ({ context, params }) => eventStream(await followStudy(context, params.id), isLastStudyEvent),
});
