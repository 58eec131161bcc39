import type { ChartTable, ForestRow, ScatterPoint } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import type { AuditComparison } from "@/lib/domain/audit";
import { metricWords } from "@/lib/domain/metric-words";
import { groupLabel, groupName, pWords } from "@/lib/findings/words";

export type SuiteComparison = AuditComparison["suites"][number];
export type Flip = SuiteComparison["flipped"][number];

/** An item that got worse in the second audit; the others got better, or merely changed. */
export const isRegression = ({ direction }: Flip): boolean => direction === "worse";

/** Regressions first, each kind by the size of its margin. */
export function orderedFlips(flips: readonly Flip[]): Flip[] {
  return [...flips].sort((x, y) => Number(isRegression(y)) - Number(isRegression(x)) || y.margin - x.margin);
}

/** Points for the scatter: margin in a to the right, change upwards; row 0 regressions, row 1 the others. Rows are padded to one length. */
export function flipPoints(flips: readonly Flip[]): { points: ScatterPoint[]; columns: number; at: (row: number, column: number) => Flip | undefined } {
  const kinds = [flips.filter(isRegression), flips.filter((flip) => !isRegression(flip))];
  const columns = Math.max(1, ...kinds.map((kind) => kind.length));
  const points = kinds.flatMap((kind, row) =>
    Array.from({ length: columns }, (_, column): ScatterPoint => {
      const flip = kind[column];
      return { row, column, x: flip?.margin ?? Number.NaN, y: flip ? flip.b - flip.a : Number.NaN };
    }),
  );
  return { points, columns, at: (row, column) => kinds[row]?.[column] };
}

export const directionWords: Readonly<Record<Flip["direction"], string>> = { worse: "regression", better: "improvement", changed: "change" };

/** The id under which a comparison carries the paired difference of the items' own effects. */
export const PAIRED = "paired.effect";

const changeWords = { worse: "worse in b", better: "better in b", unclear: "direction not told" } as const;

/** Rows of one metric, controls by themselves. In ink where the audits differ by interval and by test; never a verdict. */
export function differenceRows({ metrics }: SuiteComparison, metric: string): { rows: ForestRow[]; controls: ForestRow[] } {
  const rows = metrics
    .filter(({ id }) => id === metric)
    .map(({ group, a, b, difference, ci, clusters, pAdjusted, change }): ForestRow => {
      const text = difference === null ? "–" : `${decimal(difference)}${ci ? ` [${decimal(ci[0])}, ${decimal(ci[1])}]` : ""}`;
      const differs = change === "worse" || change === "better";
      return {
        key: group,
        label: groupLabel(group),
        estimate: difference,
        interval: ci,
        spread: null,
        nullValue: 0,
        known: null,
        tone: group.startsWith("control:") ? "control" : differs ? "not-detected" : "plain",
        valueText: text,
        title: `${groupName(group)}: a ${decimal(a)}, b ${decimal(b)}, difference ${text}, ${pWords(pAdjusted, "p_adj")}, ${clusters} clusters${change ? `, ${changeWords[change]}` : ""}`,
      };
    });
  return { rows: rows.filter(({ tone }) => tone !== "control"), controls: rows.filter(({ tone }) => tone === "control") };
}

export function flipTable(flips: readonly Flip[]): ChartTable {
  return {
    columns: [{ label: "direction" }, { label: "item" }, { label: "phrasing" }, { label: "category" }, { label: "a", numeric: true }, { label: "b", numeric: true }, { label: "margin in a", numeric: true }, { label: "text" }],
    rows: orderedFlips(flips).map((flip) => [directionWords[flip.direction], flip.item, flip.phrasing, flip.category, flip.a, flip.b, flip.margin, flip.text]),
  };
}

export function differenceTable({ metrics }: SuiteComparison): ChartTable {
  return {
    columns: [{ label: "metric" }, { label: "group" }, { label: "a", numeric: true }, { label: "b", numeric: true }, { label: "b − a", numeric: true }, { label: "interval from", numeric: true }, { label: "interval to", numeric: true }, { label: "clusters", numeric: true }, { label: "p", numeric: true }, { label: "p adjusted", numeric: true }, { label: "change" }],
    rows: metrics.map((m) => [metricWords(m.id).title, m.group, m.a, m.b, m.difference, m.ci?.[0] ?? null, m.ci?.[1] ?? null, m.clusters, m.p, m.pAdjusted, m.change && changeWords[m.change]]),
  };
}
