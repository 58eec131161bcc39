import { z } from "zod";

/** What memory-probe.ts prints. */
export const memoryReportSchema = z.object({
  /** Peak of the evaluation above what the process held before, bytes. */
  runBytes: z.number(),
  /** The same until the trace lies on disk: one tensor at a time, and what JavaScript has not collected yet. */
  writtenBytes: z.number(),
  /** Size of the trace file; 0 for a plain run. */
  traceBytes: z.number(),
});
export type MemoryReport = z.infer<typeof memoryReportSchema>;
