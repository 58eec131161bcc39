import type { ReportFileFormat, SignedReport } from "@/lib/domain/report";
import { junitFile } from "@/lib/audit/results/junit-file";
import { writeReport } from "../html/write-report";
import { itemsCsvOf, itemsJsonlOf } from "./items";

export interface ReportFile {
  type: string;
  extension: string;
  pieces: AsyncGenerator<string | Uint8Array, void, undefined>;
}

async function* whole(make: () => Promise<string | Uint8Array> | string): ReportFile["pieces"] {
  yield await make();
}

async function* each(lines: Iterable<string>): ReportFile["pieces"] {
  yield* lines;
}

/** JUnit's XML of all audits; several audits' suites are told apart by the audit's title. */
function junitOf({ report }: SignedReport): string {
  const suites = report.audits.flatMap(({ title, suites: of }) => of.map(({ suite, findings }) => ({ suite: report.audits.length > 1 ? `${title}: ${suite}` : suite, metrics: findings })));
  return junitFile({ suites, model: report.audits.map(({ manifest }) => manifest.model.fileName).join(", ") }, []);
}

/** A stored report in one of its formats. `text`: its canonical JSON, which is its results.json. */
export function reportFile(programFolder: string, { signed, text }: { signed: SignedReport; text: string }, format: ReportFileFormat): ReportFile {
  switch (format) {
    case "html":
      return { type: "text/html; charset=utf-8", extension: "html", pieces: whole(() => writeReport(programFolder, signed)) };
    case "json":
      return { type: "application/json; charset=utf-8", extension: "json", pieces: whole(() => text) };
    case "csv":
      return { type: "text/csv; charset=utf-8", extension: "csv", pieces: each(itemsCsvOf(signed.report)) };
    case "jsonl":
      return { type: "application/x-ndjson; charset=utf-8", extension: "jsonl", pieces: each(itemsJsonlOf(signed.report)) };
    case "junit":
      return { type: "application/xml; charset=utf-8", extension: "xml", pieces: whole(() => junitOf(signed)) };
  }
}
