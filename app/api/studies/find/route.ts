import { foundStudySchema, newStudySchema } from "@/lib/domain/study";
import { route } from "@/lib/http/route";
import { serverStudies } from "@/lib/inspect/studies/server-studies";
import { findAsked } from "@/lib/inspect/studies/studies";

/** A question may list thousands of spans: too long for an address. */
export const POST = route({
  context: serverStudies,
  body: newStudySchema,
  answer: async ({ context, body }) => foundStudySchema.parse({ study: await findAsked(context, body) }),
});
