import type { Report } from "@/lib/domain/report";
import { columnsOf, headingOf, notesOf } from "@/lib/report/html/figure-columns";
import { shown } from "./elements";

/** A figure's row that does not show what the data say. `column`: where; null where the row is missing or there more than once. */
export interface ShownDifference {
  place: string;
  suite: string;
  metric: string;
  group: string;
  column: string | null;
  expected: string;
  found: string;
}

/** Longer texts are cut on the page. */
const COMPARED = 1_000;
const cut = (text: string): string => shown(text).slice(0, COMPARED);

/**
 * Whether the rows of the tables of figures show the numbers of the data. `rowsAt`: the texts of the cells of every row with that place,
 * the group's name first and without the column of the check.
 */
export function shownDifferences({ audits }: Report, rowsAt: (place: string) => readonly (readonly string[])[]): ShownDifference[] {
  return audits.flatMap(({ suites }, a) =>
    suites.flatMap(({ suite, findings }, s) =>
      findings.flatMap((finding, k): ShownDifference[] => {
        const place = `${a}.${s}.${k}`;
        const { id: metric, group } = finding;
        const difference = (column: string | null, expected: string, found: string): ShownDifference => ({ place, suite, metric, group, column, expected, found });
        const [row, ...others] = rowsAt(place);
        if (!row || others.length > 0) return [difference(null, "one row", `${row ? others.length + 1 : 0} rows`)];
        const members = findings.filter(({ id }) => id === metric);
        const { name, control, notes } = headingOf(finding, notesOf(members));
        const expected: [string, string][] = [["group", `${name}${control}${notes}`], ...columnsOf(members).map((column): [string, string] => [column.name, column.text(finding)])];
        if (row.length !== expected.length) return [difference(null, `${expected.length} cells`, `${row.length} cells`)];
        return expected.flatMap(([column, text], i) => (cut(text) === (row[i] ?? "").slice(0, COMPARED) ? [] : [difference(column, cut(text), (row[i] ?? "").slice(0, COMPARED))]));
      }),
    ),
  );
}
