import { itemsFrom } from "@/lib/db/audits-items";
import { listResults, type AuditRecord } from "@/lib/db/audits";
import { VitrineError } from "@/lib/domain/errors";
import type { AuditItem } from "@/lib/domain/audit";
import type { AuditContext } from "../audit-context";
import { csvLine } from "../csv-cell";
import { resultsFile } from "./results-file";
import { junitFile } from "./junit-file";

/** Items read from the database at a time. */
const PAGE = 1_000;

/** Lines of all items of an audit, suite by suite in the order of the trials. */
async function* lines(context: Pick<AuditContext, "database">, { summary, request }: AuditRecord): AsyncGenerator<{ line: AuditItem; row: unknown }, void, undefined> {
  for (const suite of request.suites) {
    for (let from = 0; ; ) {
      const page = await itemsFrom(context.database, summary.id, suite, from, PAGE);
      yield* page;
      const last = page.at(-1);
      if (page.length < PAGE || !last) break;
      from = last.number + 1;
    }
  }
}

/** One JSON object a line: the item as the table shows it, and the row that the statistics take. */
export async function* itemsJsonl(context: Pick<AuditContext, "database">, record: AuditRecord): AsyncGenerator<string, void, undefined> {
  for await (const { line, row } of lines(context, record)) yield `${JSON.stringify({ ...line, row })}\n`;
}

/** Texts and scores as columns; what would start a formula is quoted. */
export async function* itemsCsv(context: Pick<AuditContext, "database">, record: AuditRecord): AsyncGenerator<string, void, undefined> {
  yield csvLine(["suite", "item", "phrasing", "kind", "category", "cluster", "control", "effect", "left_out", "texts", "scores"]);
  for await (const { line } of lines(context, record)) {
    const texts = line.texts.map(({ variant, text }) => `${variant}: ${text}`).join("\n");
    yield csvLine([line.suite, line.item, line.phrasing, line.kind, line.category, line.cluster, line.control, line.effect, line.leftOut, texts, JSON.stringify(line.scores)]);
  }
}

/** Error: `bad-request` before there is a result. */
export async function resultsText(context: Pick<AuditContext, "database">, record: AuditRecord, format: "json" | "junit"): Promise<string> {
  const results = await listResults(context.database, record.summary.id);
  if (!record.manifest) throw new VitrineError("bad-request", "This audit has no results yet.");
  const file = resultsFile(record, record.manifest, results);
  return format === "json" ? `${JSON.stringify(file, null, 2)}\n` : junitFile({ suites: file.suites, model: file.manifest.model.fileName }, []);
}
