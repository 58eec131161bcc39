import type { TokenChoice } from "@/lib/domain/explanation";
import { UsageError } from "./command";

/** A token in a flag: digits are an id; anything else is text. Null when the flag was not given. */
export function tokenFlag(value: string | undefined, flag: string): TokenChoice | null {
  if (value === undefined) return null;
  if (value === "") throw new UsageError(`--${flag} is empty`);
  return /^\d+$/.test(value) ? { id: Number(value) } : { text: value };
}
