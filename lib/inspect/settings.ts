import path from "node:path";
import { z } from "zod";
import { logLevels, type LogLevel } from "./log";

export const SOFTWARE_VERSION = "0.1.0";
export const SOFTWARE = `vitrine ${SOFTWARE_VERSION}`;

/** Set to nothing counts as not set, as shells and service files have it. */
const text = z.string().trim().optional().transform((value) => value || undefined);
const environmentSchema = z.object({
  /** Where the database, traces and caches lie. */
  VITRINE_DATA: text,
  /** Below it every .gguf file is a model. */
  VITRINE_MODELS: text,
  /** Id of the model that a new prompt goes to. */
  VITRINE_MODEL: text,
  DATABASE_URL: text,
  DATABASE_AUTH_TOKEN: text,
  VITRINE_LOG: z.enum(logLevels).default("info"),
});

export interface Settings {
  /** The repository's root: bundles and migrations lie below it. */
  root: string;
  dataFolder: string;
  tracesFolder: string;
  modelsFolder: string;
  defaultModel: string;
  databaseUrl: string | undefined;
  databaseAuthToken: string | undefined;
  logLevel: LogLevel;
}

export const DEMO_MODEL = "demo/demo-f16.gguf";

/** Reads the environment once, at start. Throws a ZodError that names the variable. */
export function readSettings(root: string, environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environmentSchema.parse(environment);
  const dataFolder = path.resolve(root, parsed.VITRINE_DATA ?? "data");
  return {
    root,
    dataFolder,
    tracesFolder: path.join(dataFolder, "traces"),
    modelsFolder: path.resolve(root, parsed.VITRINE_MODELS ?? "models"),
    defaultModel: parsed.VITRINE_MODEL ?? DEMO_MODEL,
    databaseUrl: parsed.DATABASE_URL,
    databaseAuthToken: parsed.DATABASE_AUTH_TOKEN,
    logLevel: parsed.VITRINE_LOG,
  };
}
