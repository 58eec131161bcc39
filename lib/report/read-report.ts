import { z } from "zod";
import { VitrineError } from "@/lib/domain/errors";
import { signedReportSchema, type SignedReport } from "@/lib/domain/report";

/** A report of 60,000 items with texts is about 40 MB. */
export const LARGEST_REPORT_BYTES = 128 * 1024 * 1024;

const refuse = (message: string, issues?: { path: string; message: string }[], cause?: unknown): VitrineError => new VitrineError("bad-request", message, issues, cause === undefined ? undefined : { cause });

/** Where the report lies in its HTML file: a block of data, with "<" escaped so that no text can end it. */
export const EMBEDDED_ID = "vitrine-report";
const embedded = new RegExp(`<script\\b[^>]*\\bid="${EMBEDDED_ID}"[^>]*>([^<]*)</script>`);

/** The JSON of a report out of its file: results.json as it is, or the data block of an HTML file. */
function jsonOf(text: string, name: string): string {
  if (/^[\s\uFEFF]*[{[]/.test(text)) return text.replace(/^\uFEFF/, "");
  const block = embedded.exec(text);
  if (!block?.[1]) throw refuse(`${name} is neither the JSON of a report nor an HTML file with one in it.`);
  return block[1];
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`${name} is not valid JSON: it was cut short or changed.`, undefined, cause);
  }
}

const headSchema = z.object({ report: z.object({ format: z.string(), version: z.number() }) });

/** What is recognised of a file before it is parsed whole. */
export function requireKnownVersion(value: unknown, name: string): void {
  const head = headSchema.safeParse(value);
  if (!head.success || head.data.report.format !== "vitrine-report") throw refuse(`${name} is not a report of Vitrine.`, [{ path: "report.format", message: "unknown" }]);
  if (head.data.report.version !== 1) {
    throw refuse(`${name} is a report of version ${head.data.report.version}, which this Vitrine does not know: it reads version 1.`, [{ path: "report.version", message: "unknown" }]);
  }
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
  return parsed(jsonOf(text, name), name);
}

/** A report from its JSON or HTML file, as it claims to be: neither hash nor figures are checked here. Error: `bad-request`, its issues naming the places. */
export function readReport(bytes: Uint8Array, name = "The file"): SignedReport {
  const value = readJsonOf(bytes, name);
  requireKnownVersion(value, name);
  const result = signedReportSchema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw refuse(`${name} is not understood: ${issues[0]?.path ?? ""}: ${issues[0]?.message ?? ""}.`, issues);
}
