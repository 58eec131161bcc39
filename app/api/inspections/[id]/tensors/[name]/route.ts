import { z } from "zod";
import { parseByteRange } from "@/lib/http/byte-range";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { notModified, tensorHeaders } from "@/lib/http/tensor-response";
import { requireTraceHash } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";
import { tracePath } from "@/lib/inspect/trace-files";
import { withTrace } from "@/lib/trace/safetensors-reader";

/** A tensor or, with `slice`, a part of it; Range applies to whatever was asked for. */
export const GET = route({
  context: serverContext,
  params: inspectionParams.extend({ name: z.string().max(200) }),
  query: z.object({ slice: z.string().max(1_000).default("") }),
  answer: async ({ context, params, query, request }) => {
    const etag = await requireTraceHash(context, params.id);
    if (notModified(request, etag)) return new Response(null, { status: 304, headers: { etag: `"${etag}"` } });
    const { dtype, shape, bytes } = await withTrace(tracePath(context.settings, params.id), (trace) => trace.read(params.name, query.slice));
    const headers = { ...tensorHeaders({ dtype, shape, etag }), "accept-ranges": "bytes" };
    const range = parseByteRange(request.headers.get("range"), bytes.length);
    if (range === "unsatisfiable") return new Response(null, { status: 416, headers: { "content-range": `bytes */${bytes.length}` } });
    if (!range) return new Response(bytes, { headers });
    const { begin, end } = range;
    return new Response(bytes.subarray(begin, end), { status: 206, headers: { ...headers, "content-range": `bytes ${begin}-${end - 1}/${bytes.length}` } });
  },
});
