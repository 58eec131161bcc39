import { effectRequestSchema, effectSchema } from "@/lib/domain/effect";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { readEffect } from "@/lib/inspect/effect/effect";
import { serverContext } from "@/lib/inspect/server-context";

/** What edits do to the answer of an inspection; asked as a POST because lists of edits are long. */
export const POST = route({
  context: serverContext,
  params: inspectionParams,
  body: effectRequestSchema,
  answer: async ({ context, params, body, request }) => effectSchema.parse(await readEffect(context, params.id, body, request.signal)),
});
