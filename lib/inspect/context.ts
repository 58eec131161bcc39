import type { Database } from "@/lib/db/client";
import type { Engine } from "@/lib/engine/engine";
import type { RunningInspections } from "./running";
import type { Settings } from "./settings";

/** The part of pino's interface that is used. Prompt text is never logged. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What the functions of this module work on; built once per server process. */
export interface InspectContext {
  readonly database: Database;
  readonly engine: Engine;
  readonly settings: Settings;
  readonly running: RunningInspections;
  readonly log: Log;
}
