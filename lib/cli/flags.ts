import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import type { z } from "zod";
import { UsageError } from "./command";

type Flags = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Flags> = ReturnType<typeof parseArgs<{ options: T; args: string[]; strict: true; allowPositionals: false }>>["values"];

/** Error: `UsageError` for flags that do not exist, lack their value, or words that belong to none. */
export function parseFlags<const T extends Flags>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's messages are sentences; what follows the first one speaks to programmers.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\.\s|\n/, 1)[0] ?? message);
  }
}

/** Error: `UsageError` naming the flag. */
export function required(value: string | undefined, flag: string): string {
  if (value === undefined) throw new UsageError(`--${flag} is missing`);
  if (value === "") throw new UsageError(`--${flag} is empty`);
  return value;
}

/** A number in a flag, checked by a schema. Error: `UsageError` naming the flag and what is wrong. */
export function numberFlag<T>(value: string | undefined, flag: string, schema: z.ZodType<T>): T {
  const number = value === undefined ? undefined : value.trim() === "" ? NaN : Number(value);
  if (Number.isNaN(number)) throw new UsageError(`--${flag} wants a number, not “${value}”`);
  const parsed = schema.safeParse(number);
  if (!parsed.success) throw new UsageError(`--${flag} ${value}: ${parsed.error.issues[0]?.message ?? "out of range"}`);
  return parsed.data;
}
