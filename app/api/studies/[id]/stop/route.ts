import { studySummarySchema } from "@/lib/domain/study";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { stopStudy } from "@/lib/inspect/studies/studies";

export const POST = route({
  context: serverStudies,
  params: inspectionParams,
  answer: async ({ context, params }) => studySummarySchema.parse(await stopStudy(context, params.id)),
});
