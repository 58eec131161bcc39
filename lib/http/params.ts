import { z } from "zod";

/** No inspection has this id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * Of routes below an inspection. Ids are UUIDs, so nothing else ever reaches a file name. What is not one, in a mistyped link say,
 * names no inspection: the answer is "not found", as for any other that is not there.
 */
export const inspectionParams = z.object({ id: z.uuid().catch(NOBODY) });
