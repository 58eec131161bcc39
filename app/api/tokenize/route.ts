import { tokenizeRequestSchema, tokenizeResponseSchema } from "@/lib/domain/api";
import { route } from "@/lib/http/route";
import { serverContext } from "@/lib/inspect/server-context";
import { tokenizePrompt } from "@/lib/inspect/tokenize";

export const POST = route({
  context: serverContext,
  body: tokenizeRequestSchema,
  answer: async ({ context, body }) => tokenizeResponseSchema.parse(await tokenizePrompt(context, body)),
});
