import { z } from "zod";
import { auditItemDetailSchema } from "@/lib/domain/audit";
import { readItem } from "@/lib/audit/results/item-detail";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { inspectionParams } from "@/lib/http/params";
import { route } from "@/lib/http/route";

/** Ids of items hold slashes, which travel encoded and may arrive so. */
const part = z.string().max(2_000).transform((text, context) => {
  try {
    return decodeURIComponent(text);
  } catch {
    context.addIssue("not a name");
    return z.NEVER;
  }
});

export const GET = route({
  context: serverAudits,
  params: inspectionParams.extend({ suite: part, item: part, phrasing: part }),
  answer: async ({ context, params: { id, suite, item, phrasing } }) => auditItemDetailSchema.parse(await readItem(context, id, suite, item, phrasing)),
});
