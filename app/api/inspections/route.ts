import { listRequestSchema, startedSchema } from "@/lib/domain/api";
import { inspectionListSchema, inspectionRequestSchema } from "@/lib/domain/inspection";
import { listInspections } from "@/lib/db/inspections";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { startInspection } from "@/lib/inspect/start";

export const GET = route({
  context: serverContext,
  query: listRequestSchema,
  answer: async ({ context, query }) => inspectionListSchema.parse(await listInspections(context.database, query)),
});

export const POST = route({
  context: serverContext,
  body: inspectionRequestSchema,
  status: 202,
  answer: async ({ context, body }) => startedSchema.parse((await startInspection(context, body)).summary),
});
