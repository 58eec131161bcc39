import type { SignedReport } from "@/lib/domain/report";
import { DATA_ID } from "@/lib/report/html/ids";
import { part } from "./elements";

/** The embedded JSON as it stands in the file. */
export const dataText = (): string => part(`#${DATA_ID}`, HTMLScriptElement).text;

let parsed: SignedReport | null = null;

/** The report of this file, parsed when it is first needed: it can be large. Checked when the file was made. */
export function report(): SignedReport["report"] {
  parsed ??= JSON.parse(dataText()) as SignedReport;
  return parsed.report;
}
