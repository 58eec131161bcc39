import { trialsOf } from "@/lib/audit/runner/plan";
import { textsOf } from "@/lib/audit/results/item-line";
import type { LoadedSuite } from "@/lib/audit/library";
import type { ReportSuite } from "@/lib/domain/report";
import type { AuditRecord } from "@/lib/db/audits";
import { itemsFrom } from "@/lib/db/audits-items";
import { listItemNumbers } from "@/lib/db/audits-units";
import type { ReportContext } from "../report-context";

type ItemTexts = NonNullable<ReportSuite["texts"]>;

/**
 * Texts of the items that have their line, in the order of the trials, whole. Where the suite has changed since, what the table of items
 * kept of them: the beginning of each. Seeds of one item share their text, which is there once.
 */
export async function textsOfItems(context: Pick<ReportContext, "database">, record: AuditRecord, suite: string, loaded: LoadedSuite | null): Promise<ItemTexts> {
  const { database } = context;
  const { id } = record.summary;
  const seen = new Set<string>();
  const once = ({ item, phrasing }: { item: string; phrasing: string }): boolean => {
    const key = `${item}\u001f${phrasing}`;
    return !seen.has(key) && seen.add(key).size > 0;
  };
  if (loaded) {
    const scored = await listItemNumbers(database, id, suite);
    return trialsOf(loaded, record.request.options).flatMap((trial, number) => (scored.has(number) && once(trial) ? [{ item: trial.item, phrasing: trial.phrasing, texts: textsOf(trial) }] : []));
  }
  const lines = await itemsFrom(database, id, suite, 0, 1_000_000);
  return lines.flatMap(({ line: { item, phrasing, texts } }) => (once({ item, phrasing }) ? [{ item, phrasing, texts }] : []));
}
