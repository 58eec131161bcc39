import { startedSchema } from "@/lib/domain/api";
import { newStudySchema, studyListRequestSchema, studyListSchema } from "@/lib/domain/study";
import { listStudies } from "@/lib/db/studies";
import { route } from "@/lib/http/route";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { startStudy } from "@/lib/inspect/studies/studies";

export const GET = route({
  context: serverStudies,
  query: studyListRequestSchema,
  answer: async ({ context, query }) => studyListSchema.parse(await listStudies(context.database, query)),
});

export const POST = route({
  context: serverStudies,
  body: newStudySchema,
  status: 202,
  answer: async ({ context, body }) => startedSchema.parse(await startStudy(context, body)),
});
