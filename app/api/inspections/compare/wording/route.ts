import { z } from "zod";
import { wordingControlSchema } from "@/lib/domain/comparison";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { wordingOfInspections } from "@/lib/inspect/compare/comparisons";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({
  context: serverContext,
  query: z.object({ a: inspectionParams.shape.id, b: inspectionParams.shape.id }),
  answer: async ({ context, query, request }) => wordingControlSchema.parse(await wordingOfInspections(context, query.a, query.b, request.signal)),
});
