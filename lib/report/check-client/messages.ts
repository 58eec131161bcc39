import type { CheckProgress } from "@/lib/report/check";
import type { CheckResult } from "@/lib/domain/report";

/** The page sends the embedded JSON as it stands in the file; the worker answers with progress, then with the result or why there is none. */
export type CheckMessage = { kind: "progress"; progress: CheckProgress } | { kind: "result"; result: CheckResult } | { kind: "failed"; message: string };
