import { elsewhereRequestSchema, elsewhereSchema } from "@/lib/domain/effect";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { readElsewhere } from "@/lib/inspect/effect/elsewhere";
import { serverContext } from "@/lib/inspect/server-context";

/** What the same edits do to another text. */
export const POST = route({
  context: serverContext,
  params: inspectionParams,
  body: elsewhereRequestSchema,
  answer: async ({ context, params, body, request }) => elsewhereSchema.parse(await readElsewhere(context, params.id, body, request.signal)),
});
