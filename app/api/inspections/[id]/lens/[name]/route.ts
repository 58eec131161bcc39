import { z } from "zod";
import { askedTokensSchema } from "@/lib/domain/question";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { notModified, tensorHeaders } from "@/lib/http/tensor-response";
import { readLensTensor } from "@/lib/inspect/explanations";
import { requireTraceHash } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";

/** A tensor, or a slice of one, of the lens at every position. */
export const GET = route({
  context: serverContext,
  params: inspectionParams.extend({ name: z.string().max(200) }),
  query: askedTokensSchema.extend({ slice: z.string().max(1_000).default("") }),
  answer: async ({ context, params, query: { slice, ...asked }, request }) => {
    const etag = await requireTraceHash(context, params.id);
    if (notModified(request, etag)) return new Response(null, { status: 304, headers: { etag: `"${etag}"` } });
    const { dtype, shape, bytes } = await readLensTensor(context, params.id, asked, params.name, slice, request.signal);
    return new Response(bytes, { headers: tensorHeaders({ dtype, shape, etag }) });
  },
});
