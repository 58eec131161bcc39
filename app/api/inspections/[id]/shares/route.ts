import { publishShotSchema } from "@/lib/domain/inspection-shot";
import { publishedSchema } from "@/lib/domain/report";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";
import { readShot } from "@/lib/inspect/inspection-shot";
import { serverContext } from "@/lib/inspect/server-context";
import { writeShot } from "@/lib/report/html/write-report";
import { publishShare } from "@/lib/report/shares/publish";

/** A link to one view of an inspection, as it is now. */
export const POST = route({
  context: serverContext,
  params: inspectionParams,
  body: publishShotSchema,
  status: 201,
  answer: async ({ context, params, body: { view, ...request } }) => {
    const shot = await readShot(context, params.id, view);
    const file = { kind: "inspection" as const, title: shot.title, number: 1, reportId: null, html: () => writeShot(context.settings.root, shot) };
    return publishedSchema.parse(await publishShare(context.database, file, request));
  },
});
