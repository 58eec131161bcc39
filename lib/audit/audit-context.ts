import type { InspectContext } from "@/lib/inspect/context";
import type { AuditQueue } from "./runner/audit-queue";

/** What the functions around audits work on; built once per process. */
export interface AuditContext extends Pick<InspectContext, "database" | "engine" | "settings" | "log"> {
  /** Absolute; the bundled suites (lib/audit/suites) and the worker of the statistics (dist) lie below it. */
  readonly programFolder: string;
  /** Names this process among those that share the database. */
  readonly owner: string;
  readonly queue: AuditQueue;
  /** Other than the model's place below the models folder, for the command line: an absolute path by the id that a request names. */
  readonly modelPaths: Map<string, string>;
}
