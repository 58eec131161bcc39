import { z } from "zod";
import { deleteSuite } from "@/lib/audit/library";
import { serverAudits } from "@/lib/audit/runner/server-audits";
import { route } from "@/lib/http/route";

export const DELETE = route({
  context: serverAudits,
  params: z.object({ id: z.string().max(200) }),
  answer: async ({ context, params }) => {
    await deleteSuite(context, params.id);
    return { deleted: true };
  },
});
