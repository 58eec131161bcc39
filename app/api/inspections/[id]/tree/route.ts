import { treeSchema } from "@/lib/domain/api";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { readTree } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";

export const GET = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params }) => treeSchema.parse({ inspections: await readTree(context, params.id) }),
});
