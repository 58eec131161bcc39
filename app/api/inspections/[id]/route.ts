import { inspectionResourceSchema, renameRequestSchema } from "@/lib/domain/api";
import { inspectionSummarySchema } from "@/lib/domain/inspection";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { deleteInspection, readInspection, renameInspection } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params }) => inspectionResourceSchema.parse(await readInspection(context, params.id)),
});

export const PATCH = route({
  context: serverContext,
  params: inspectionParams,
  body: renameRequestSchema,
  answer: async ({ context, params, body }) => inspectionSummarySchema.parse(await renameInspection(context, params.id, body.title)),
});

export const DELETE = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params }) => {
    await deleteInspection(context, params.id);
    return { deleted: true };
  },
});
