import { z } from "zod";
import { comparisonSchema } from "@/lib/domain/comparison";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { compareInspections } from "@/lib/inspect/compare/comparisons";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({
  context: serverContext,
  query: z.object({ a: inspectionParams.shape.id, b: inspectionParams.shape.id }),
  answer: async ({ context, query }) => comparisonSchema.parse(await compareInspections(context, query.a, query.b)),
});
