import { z } from "zod";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { listShares } from "@/lib/db/shares";
import { shareKindSchema, shareListSchema } from "@/lib/domain/report";
import { route } from "@/lib/http/route";

/** All links of one kind, newest first, whatever their state. */
export const GET = route({
  context: serverAudits,
  query: z.object({ kind: shareKindSchema }),
  answer: async ({ context, query }) => shareListSchema.parse({ shares: await listShares(context.database, query) }),
});
