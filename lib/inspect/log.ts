import pino, { type DestinationStream, type Logger } from "pino";

export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** JSON lines on stdout. Under the key `error` goes whatever was thrown, with its stack and causes. Prompt text is never logged. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino({ level, base: null, serializers: { error: pino.stdSerializers.errWithCause } }, destination);
}
