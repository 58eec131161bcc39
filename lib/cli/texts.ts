import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { readUtf8 } from "./files";

/** One text of a JSON Lines file, with the line that it stands in (from 1). */
export interface NumberedText {
  line: number;
  id: string | number;
  text: string;
  /** What kind of text it is: its `domain`, or else its `label`; null where it says neither. */
  domain: string | null;
}

/** Half a sentence that goes on after the field's name. */
const missingOr = (wanted: string) => ({ error: ({ input }: { input?: unknown }) => (input === undefined ? "is missing" : `must be ${wanted}`) });

/** Other tools write labels as numbers too; what is neither says nothing. */
const labelSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String).optional().catch(undefined);

const lineSchema = z.looseObject({
  id: z.union([z.string(), z.number()], missingOr("a text or a number")),
  text: z.string(missingOr("a text")).min(1, "is empty"),
  domain: labelSchema,
  label: labelSchema,
});

function parseLine(file: string, line: number, content: string): NumberedText {
  const fault = (what: string, cause?: unknown): VitrineError => new VitrineError("bad-request", `Line ${line} of “${file}”: ${what}`, undefined, { cause });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw fault("this is not JSON. Each line must be an object like {\"id\": \"a\", \"text\": \"…\"}.", cause);
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fault(`${issue?.path.length ? `“${issue.path.join(".")}” ${issue.message}` : "this is not an object"}. Each line must be like {"id": "a", "text": "…"}.`);
  }
  const { id, text, domain, label } = parsed.data;
  if (!text.isWellFormed()) throw fault("the text holds half of a character (a lone surrogate), which no model can read.");
  return { line, id, text, domain: domain ?? label ?? null };
}

/** Reads `{"id", "text"}` a line; blank lines are passed over. Errors: `not-found`, `prompt-not-utf8`, `bad-request` with the line's number. */
export async function readTexts(file: string): Promise<NumberedText[]> {
  const content = (await readUtf8(file)).replace(/^\uFEFF/, "");
  const texts = content.split(/\r?\n/).flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(file, index + 1, line)]));
  if (texts.length === 0) throw new VitrineError("bad-request", `“${file}” holds no texts. Each line must be an object like {"id": "a", "text": "…"}.`);
  return texts;
}
