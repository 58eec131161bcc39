import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { signedReportSchema, type SignedReport } from "@/lib/domain/report";
import { DATA_ID } from "./html/ids";
import { requireTexts, requireWithinLimits } from "./limits";

/** A report of 60,000 items with texts is about 40 MB. */
export const LARGEST_REPORT_BYTES = 128 * 1024 * 1024;

const refuse = (message: string, issues?: { path: string; message: string }[], cause?: unknown): VitrineError => new VitrineError("bad-request", message, issues, cause === undefined ? undefined : { cause });

/** Whether a file's text is JSON rather than a page that holds it. */
export const isJsonText = (text: string): boolean => /^[\s\uFEFF]*[{[]/.test(text.slice(0, 1_000));

/** The JSON of a report out of its file: results.json as it is, or the data block of an HTML file, in which every "<" is escaped. */
function jsonOf(text: string, name: string): string {
  if (isJsonText(text)) return text.replace(/^\uFEFF/, "");
  const marked = text.indexOf(`id="${DATA_ID}"`);
  const begin = marked < 0 ? -1 : text.indexOf(">", marked);
  const end = begin < 0 ? -1 : text.indexOf("<", begin);
  if (end < 0) throw refuse(`${name} is neither the JSON of a report nor an HTML file with one in it.`);
  return text.slice(begin + 1, end);
}

/** The value in a report's file, whatever it is. Error: `bad-request`. */
export function readJsonOf(bytes: Uint8Array, name: string): unknown {
  if (bytes.length > LARGEST_REPORT_BYTES) throw refuse(`${name} is larger than ${LARGEST_REPORT_BYTES / 1024 / 1024} MB.`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refuse(`${name} is not valid UTF-8 text.`, undefined, cause);
  }
  const json = jsonOf(text, name);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw refuse(`${name} is not valid JSON: it was cut short or changed.`, undefined, cause);
  }
  requireTexts(value, name);
  return value;
}

const headSchema = z.object({ report: z.object({ format: z.literal("vitrine-report"), version: z.number() }) });

/** Whether this claims to be a report. Error: `bad-request` for one of a version that is not known. */
export function isReport(value: unknown, name: string): boolean {
  const head = headSchema.safeParse(value);
  if (!head.success) return false;
  const { version } = head.data.report;
  if (version !== 1) throw refuse(`${name} is a report of version ${version}, which this Vitrine does not know: it reads version 1.`, [{ path: "report.version", message: "unknown" }]);
  return true;
}

/** Parses with a schema. Error: `bad-request`, its issues naming the places; also for what is nested too deeply. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.output<Schema> {
  let result;
  try {
    result = schema.safeParse(value);
  } catch (cause) {
    // The stack ends before the nesting does.
    if (cause instanceof RangeError) throw refuse(`${name} is nested too deeply.`, undefined, cause);
    throw cause;
  }
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join(".").slice(0, 300), message: issue.message.slice(0, 300) }));
  throw refuse(`${name} is not understood: ${issues[0]?.path ?? ""}: ${issues[0]?.message ?? ""}.`, issues);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/**
 * Where the parsed value is not the one in the file: a field that no report has, or one that a default was put for. The hash is of
 * what the file says, so nothing may be added or dropped on the way. Null when both are the same.
 */
function differenceIn(raw: unknown, parsed: unknown): string | null {
  const waiting = [{ path: "", raw, parsed }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, raw: a, parsed: b } = next;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return path;
      a.forEach((child: unknown, i) => child !== b[i] && waiting.push({ path: `${path}[${i}]`, raw: child, parsed: b[i] }));
    } else if (isObject(a) && isObject(b)) {
      const keys = Object.keys(a);
      const strange = keys.find((key) => !Object.hasOwn(b, key)) ?? Object.keys(b).find((key) => !Object.hasOwn(a, key));
      if (strange !== undefined) return `${path === "" ? "" : `${path}.`}${strange.slice(0, 100)}`;
      for (const key of keys) waiting.push({ path: path === "" ? key : `${path}.${key}`, raw: a[key], parsed: b[key] });
    } else if (a !== b) return path;
  }
  return null;
}

/** A report from its JSON or HTML file, as it claims to be: neither hash nor figures are checked here. Error: `bad-request`, its issues naming the places. */
export const readReport = (bytes: Uint8Array, name = "The file"): SignedReport => reportOf(readJsonOf(bytes, name), name);

/** As `readReport`, from the value in the file. */
export function reportOf(value: unknown, name: string): SignedReport {
  if (!isReport(value, name)) throw refuse(`${name} is not a report of Vitrine.`, [{ path: "report.format", message: "unknown" }]);
  const signed = parseAs(signedReportSchema, value, name);
  const strange = differenceIn(value, signed);
  if (strange !== null) throw refuse(`${name} is not understood: ${strange} is missing, or no field of a report.`, [{ path: strange, message: "missing or unknown" }]);
  return requireWithinLimits(signed, name);
}
