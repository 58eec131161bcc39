import type { Report } from "@/lib/domain/report";
import { csvLine } from "@/lib/audit/csv-cell";
import { rowEffect } from "@/lib/audit/metrics/row-effect";
import type { Row } from "@/lib/audit/rows";
import { decodeTables } from "../item-table";

interface Item {
  audit: string;
  suite: string;
  row: Row;
  /** Null unless the report holds texts. */
  texts: { variant: string; text: string }[] | null;
}

function* itemsOf(report: Report): Generator<Item, void, undefined> {
  for (const { title, suites } of report.audits) {
    for (const { suite, tables, texts } of suites) {
      const known = new Map((texts ?? []).map((one) => [`${one.item}\u001f${one.phrasing}`, one.texts]));
      for (const row of decodeTables(tables ?? [])) yield { audit: title, suite, row, texts: known.get(`${row.item}\u001f${row.phrasing}`) ?? null };
    }
  }
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** One JSON object a line. */
export function* itemsJsonlOf(report: Report): Generator<string, void, undefined> {
  for (const { audit, suite, row, texts } of itemsOf(report)) yield `${JSON.stringify({ audit, suite, effect: finite(rowEffect(row)), row, ...(texts ? { texts } : {}) })}\n`;
}

const base = new Set(["kind", "item", "phrasing", "cluster", "category", "control"]);

/** What would start a formula is quoted. */
export function* itemsCsvOf(report: Report): Generator<string, void, undefined> {
  yield csvLine(["audit", "suite", "item", "phrasing", "kind", "category", "cluster", "control", "effect", "numbers", "texts"]);
  for (const { audit, suite, row, texts } of itemsOf(report)) {
    const numbers = JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !base.has(name))));
    const said = (texts ?? []).map(({ variant, text }) => `${variant}: ${text}`).join("\n");
    yield csvLine([audit, suite, row.item, row.phrasing, row.kind, row.category, row.cluster, row.control, finite(rowEffect(row)), numbers, said]);
  }
}
