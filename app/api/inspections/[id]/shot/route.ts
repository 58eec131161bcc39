import { shotViewSchema } from "@/lib/domain/inspection-shot";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { downloadName } from "@/lib/http/streams";
import { readShot } from "@/lib/inspect/inspection-shot";
import { serverContext } from "@/lib/inspect/server-context";
import { writeShot } from "@/lib/report/html/write-report";

/** One view of an inspection as a file for others. */
export const GET = route({
  context: serverContext,
  params: inspectionParams,
  query: shotViewSchema,
  answer: async ({ context, params, query }) => {
    const shot = await readShot(context, params.id, query);
    return new Response(await writeShot(context.settings.root, shot), {
      headers: { "content-type": "text/html; charset=utf-8", "content-disposition": `attachment; filename="${downloadName(shot.title, "html")}"`, "content-security-policy": "default-src 'none'; sandbox" },
    });
  },
});
