import { signed, textOn, type Theme } from "@/lib/charts/colour";
import type { Finding } from "@/lib/domain/finding";
import { groupName, isIntersection } from "@/lib/findings/words";

/** Steps of colour on either side of "no effect". */
export const HEAT_STEPS = 10;

export interface HeatMapData {
  /** "gender" and "age". */
  rowKind: string;
  columnKind: string;
  rows: string[];
  columns: string[];
  /** By row and column; null where there is no such finding. */
  cells: (Finding | null)[][];
  /** The distance from "no effect" at full colour. */
  farthest: number;
}

function partsOf(group: string): { kind: string; value: string }[] {
  return group.split(" & ").map((part) => {
    const [kind = "", ...rest] = part.split(":");
    return { kind, value: rest.join(":") };
  });
}

const distance = ({ estimate, nullValue }: Finding): number => (estimate === null ? 0 : estimate - (nullValue ?? 0));

/** Intersections of two attributes as tables of cells, one a pair of attributes; groups of three attributes and more stay in the table. */
export function heatMapsOf(findings: readonly Finding[]): HeatMapData[] {
  const pairs = new Map<string, { finding: Finding; row: string; column: string; rowKind: string; columnKind: string }[]>();
  for (const finding of findings) {
    if (!isIntersection(finding.group) || finding.role === "control") continue;
    const parts = partsOf(finding.group);
    const [first, second] = parts;
    if (parts.length !== 2 || !first || !second) continue;
    const key = `${first.kind} & ${second.kind}`;
    pairs.set(key, [...(pairs.get(key) ?? []), { finding, row: first.value, column: second.value, rowKind: first.kind, columnKind: second.kind }]);
  }
  return [...pairs.values()].flatMap((members): HeatMapData[] => {
    const [one] = members;
    if (!one) return [];
    const rows = [...new Set(members.map(({ row }) => row))];
    const columns = [...new Set(members.map(({ column }) => column))];
    const cell = (row: string, column: string) => members.find((member) => member.row === row && member.column === column)?.finding ?? null;
    return [
      {
        rowKind: groupName(one.rowKind), columnKind: groupName(one.columnKind), rows, columns,
        cells: rows.map((row) => columns.map((column) => cell(row, column))),
        farthest: Math.max(...members.map(({ finding }) => Math.abs(distance(finding)))),
      },
    ];
  });
}

/** Class of a cell's colour: -HEAT_STEPS … HEAT_STEPS as "h-10" … "h10"; empty without an estimate. */
export function heatClass(finding: Finding | null, farthest: number): string {
  if (finding === null || finding.estimate === null || farthest === 0) return "";
  return `h${Math.round((HEAT_STEPS * distance(finding)) / farthest)}`;
}

/** The colours of all classes in one theme, from the scale that the workbench uses. */
export function heatRules(theme: Theme): string {
  return Array.from({ length: 2 * HEAT_STEPS + 1 }, (_, i) => {
    const step = i - HEAT_STEPS;
    const colour = signed(step / HEAT_STEPS, theme);
    return `.h${step < 0 ? `\\-${-step}` : step}{background:${colour};color:${textOn(colour)}}`;
  }).join("");
}
