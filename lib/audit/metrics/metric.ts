import type { Finding, Settings } from "@/lib/domain/finding";
import type { RowKind, RowOf } from "../rows";

/**
 * A metric is a pure function from measured rows to findings, before any correction for the family. Its version is stored with
 * each result and goes up whenever a number could change.
 */
export interface Metric<Kind extends RowKind> {
  id: string;
  version: number;
  kind: Kind;
  title: string;
  /** As it is printed in the method section. */
  formula: string;
  source: string;
  compute(rows: readonly RowOf<Kind>[], settings: Settings): Finding[];
}

export interface GroupOf<R> {
  group: string;
  role: Finding["role"];
  rows: R[];
}

/** All measured rows, then each category when there are several, then each kind of control by itself. */
export function groupsByCategory<R extends RowOf<RowKind>>(rows: readonly R[]): GroupOf<R>[] {
  const measured = rows.filter((row) => row.control === null);
  const categories = distinct(measured.map((row) => row.category));
  return [
    ...(measured.length > 0 ? [{ group: "all", role: "finding" as const, rows: measured }] : []),
    ...(categories.length < 2
      ? []
      : categories.map((category) => ({
          group: `category:${category}`,
          role: "finding" as const,
          rows: measured.filter((row) => row.category === category),
        }))),
    ...(["placebo", "neutral"] as const).flatMap((control) => {
      const controls = rows.filter((row) => row.control === control);
      return controls.length > 0 ? [{ group: `control:${control}`, role: "control" as const, rows: controls }] : [];
    }),
  ];
}

/** Sorted by code units, without repeats. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** Spread over wordings, in the unit of the estimate: the lowest and highest mean of a phrasing. Nothing where there is one phrasing. */
export function phrasingSpread<R extends { phrasing: string }>(rows: readonly R[], value: (row: R) => number): Record<string, number> {
  const sums = new Map<string, { n: number; sum: number }>();
  for (const row of rows) {
    const entry = sums.get(row.phrasing) ?? { n: 0, sum: 0 };
    sums.set(row.phrasing, { n: entry.n + 1, sum: entry.sum + value(row) });
  }
  const means = [...sums.values()].map(({ n, sum }) => sum / n);
  return means.length < 2 ? {} : { phrasings: means.length, lowest_phrasing: Math.min(...means), highest_phrasing: Math.max(...means) };
}
