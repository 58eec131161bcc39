import { z } from "zod";

/** Of routes below an inspection. Ids are UUIDs, so nothing else ever reaches a file name. */
export const inspectionParams = z.object({ id: z.uuid() });
