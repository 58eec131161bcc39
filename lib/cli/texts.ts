import { parseTextLines, type NumberedText } from "@/lib/inspect/text-lines";
import { readUtf8 } from "./files";

/** Reads `{"id", "text"}` a line; blank lines are passed over. Errors: `not-found`, `prompt-not-utf8`, `bad-request` with the line's number. */
export async function readTexts(file: string): Promise<NumberedText[]> {
  return parseTextLines(file, await readUtf8(file));
}
