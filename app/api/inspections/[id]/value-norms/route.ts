import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { notModified, tensorHeaders } from "@/lib/http/tensor-response";
import { valueNormsOfInspection } from "@/lib/inspect/explain";
import { requireTraceHash } from "@/lib/inspect/library";
import { serverContext } from "@/lib/inspect/server-context";
import { tensorNames } from "@/lib/trace/names";
import { withTrace } from "@/lib/trace/safetensors-reader";

/** Computed once, by running the text again; then kept beside the trace. */
export const GET = route({
  context: serverContext,
  params: inspectionParams,
  answer: async ({ context, params, request }) => {
    const etag = await requireTraceHash(context, params.id);
    if (notModified(request, etag)) return new Response(null, { status: 304, headers: { etag: `"${etag}"` } });
    const file = await valueNormsOfInspection(context, params.id);
    const { dtype, shape, bytes } = await withTrace(file, (trace) => trace.read(tensorNames.valueNorms));
    return new Response(bytes, { headers: tensorHeaders({ dtype, shape, etag }) });
  },
});
