import { z } from "zod";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { notModified, tensorHeaders } from "@/lib/http/tensor-response";
import { readHeadMap } from "@/lib/inspect/head-map";
import { requireTraceHash } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";

const index = z.coerce.number().int().min(0).max(100_000);

export const GET = route({
  context: serverContext,
  params: inspectionParams.extend({ layer: index, head: index }),
  answer: async ({ context, params, request }) => {
    const etag = await requireTraceHash(context, params.id);
    if (notModified(request, etag)) return new Response(null, { status: 304, headers: { etag: `"${etag}"` } });
    const { dtype, shape, bytes } = await readHeadMap(context, params.id, params.layer, params.head);
    return new Response(bytes, { headers: tensorHeaders({ dtype, shape, etag }) });
  },
});
