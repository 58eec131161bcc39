import { renameRequestSchema } from "@/lib/domain/api";
import { studyDetailSchema, studySummarySchema } from "@/lib/domain/study";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { deleteStudy, readStudy, renameStudy } from "@/lib/inspect/studies/studies";

export const GET = route({
  context: serverStudies,
  params: inspectionParams,
  answer: async ({ context, params }) => studyDetailSchema.parse(await readStudy(context, params.id)),
});

export const PATCH = route({
  context: serverStudies,
  params: inspectionParams,
  body: renameRequestSchema,
  answer: async ({ context, params, body }) => studySummarySchema.parse(await renameStudy(context, params.id, body.title)),
});

export const DELETE = route({
  context: serverStudies,
  params: inspectionParams,
  answer: async ({ context, params }) => {
    await deleteStudy(context, params.id);
    return { deleted: true };
  },
});
