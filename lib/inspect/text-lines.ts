import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";

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
const lineWithoutId = lineSchema.extend({ id: lineSchema.shape.id.optional() });

function parseLine(file: string, line: number, content: string, needsId: boolean): NumberedText {
  const example = needsId ? '{"id": "a", "text": "…"}' : '{"text": "…", "domain": "…"}';
  const fault = (what: string, cause?: unknown): VitrineError => new VitrineError("bad-request", `Line ${line} of “${file}”: ${what}`, undefined, { cause });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw fault(`this is not JSON. Each line must be an object like ${example}.`, cause);
  }
  const parsed = (needsId ? lineSchema : lineWithoutId).safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fault(`${issue?.path.length ? `“${issue.path.join(".")}” ${issue.message}` : "this is not an object"}. Each line must be like ${example}.`);
  }
  const { id = line, text, domain, label } = parsed.data;
  if (!text.isWellFormed()) throw fault("the text holds half of a character (a lone surrogate), which no model can read.");
  return { line, id, text, domain: domain ?? label ?? null };
}

/** Reads an object a line; blank lines are passed over. Error: `bad-request` with the line's number. */
export function parseTextLines(file: string, content: string, { needsId = true } = {}): NumberedText[] {
  const lines = content.replace(/^\uFEFF/, "").split(/\r?\n/);
  const texts = lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseLine(file, index + 1, line, needsId)]));
  if (texts.length === 0) throw new VitrineError("bad-request", `“${file}” holds no texts. Each line must be an object like {"id": "a", "text": "…"}.`);
  return texts;
}
