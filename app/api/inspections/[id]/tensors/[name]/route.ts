import { z } from "zod";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { notModified, tensorResponse } from "@/lib/http/tensor-response";
import { requireTraceHash } from "@/lib/inspect/library";
import { readTensor } from "@/lib/inspect/read-tensor";
import { serverContext } from "@/lib/inspect/server-context";

/** A tensor or, with `slice`, a part of it; Range applies to whatever was asked for. */
export const GET = route({
  context: serverContext,
  params: inspectionParams.extend({ name: z.string().max(200) }),
  query: z.object({ slice: z.string().max(1_000).default("") }),
  answer: async ({ context, params, query, request }) => {
    const etag = await requireTraceHash(context, params.id);
    if (notModified(request, etag)) return new Response(null, { status: 304, headers: { etag: `"${etag}"` } });
    const tensor = await readTensor(context, params.id, params.name, query.slice);
    return tensorResponse(tensor, etag, request.headers.get("range"));
  },
});
