import { extent } from "d3-array";
import { scaleLinear, type ScaleLinear } from "d3-scale";

/** How an interval is drawn: what was detected, what was not, what the data cannot tell, and what carries no verdict. */
export type ForestTone = "detected" | "not-detected" | "inconclusive" | "plain" | "control";

export interface ForestRow {
  key: string;
  label: string;
  /** In the unit of the axis; null is "not measured" or undefined on these data. */
  estimate: number | null;
  interval: readonly [number, number] | null;
  /** Lowest and highest mean of a phrasing. */
  spread: readonly [number, number] | null;
  /** The value without an effect. */
  nullValue: number | null;
  /** A value known beforehand, with the tolerance around it. */
  known: { value: number; tolerance: number } | null;
  tone: ForestTone;
  /** As written at the end of the row. */
  valueText: string;
  /** Everything about the row, read aloud and shown on hover. */
  title: string;
}

export interface ForestPlace {
  row: ForestRow;
  /** Top of the row, CSS pixels. */
  y: number;
}

export interface ForestLayout {
  height: number;
  /** Whether the captions below the axis need a line each. */
  stacked: boolean;
  labelWidth: number;
  valueWidth: number;
  plotWidth: number;
  places: ForestPlace[];
  /** y of the rule between findings and controls; null without controls. */
  rule: number | null;
  /** Bottom of the last row. */
  bottom: number;
  x: ScaleLinear<number, number>;
  /** Where "no effect" lies, in runs of rows that share it. */
  nullLines: { value: number; from: number; to: number }[];
}

export const ROW = 26;
const TOP = 8;
const RULE_SPACE = 18;
const AXIS = 40;
const WIDE = 560;
/** Widest mean width of a character in the captions, and the height of a line of them, CSS pixels. */
const CAPTION_CHARACTER = 6;
const CAPTION_LINE = 16;

/** The range of the axis: everything that is drawn of the rows, null values included, with a little room. */
export function forestDomain(rows: readonly Pick<ForestRow, "estimate" | "nullValue" | "interval" | "spread" | "known">[]): [number, number] {
  const values = rows.flatMap((row) => [row.estimate, row.nullValue, ...(row.interval ?? []), ...(row.spread ?? []), ...(row.known ? [row.known.value - row.known.tolerance, row.known.value + row.known.tolerance] : [])]).filter((v): v is number => v !== null && Number.isFinite(v));
  const [lo = 0, hi = 1] = extent(values);
  const pad = (hi - lo || Math.abs(hi) || 1) * 0.04;
  return [lo - pad, hi + pad];
}

/**
 * Rows from the top, then a rule and the controls; one linear scale over everything that is drawn, null values included. `captions`:
 * what has to stand below the axis, on one line where it fits.
 */
export function forestLayout(rows: readonly ForestRow[], controls: readonly ForestRow[], width: number, captions = ""): ForestLayout {
  const all = [...rows, ...controls];
  const longest = Math.max(0, ...all.map((row) => row.label.length));
  const labelWidth = Math.min(width * (width >= WIDE ? 0.38 : 0.46), Math.max(80, longest * 6.8 + 12));
  const valueWidth = width >= WIDE ? 148 : 0;
  const plotWidth = Math.max(60, width - labelWidth - valueWidth - 12);
  const stacked = captions.length * CAPTION_CHARACTER > plotWidth;
  const first = TOP + rows.length * ROW;
  const rule = controls.length > 0 ? first + RULE_SPACE / 2 : null;
  const second = rule === null ? first : first + RULE_SPACE;
  const bottom = second + controls.length * ROW;
  const places = [...rows.map((row, i) => ({ row, y: TOP + i * ROW })), ...controls.map((row, i) => ({ row, y: second + i * ROW }))];
  return {
    height: bottom + AXIS + (stacked ? CAPTION_LINE : 0),
    stacked,
    labelWidth,
    valueWidth,
    plotWidth,
    places,
    rule,
    bottom,
    x: scaleLinear().domain(forestDomain(all)).range([0, plotWidth]),
    nullLines: nullLinesOf(places),
  };
}

function nullLinesOf(places: readonly ForestPlace[]): ForestLayout["nullLines"] {
  const lines: ForestLayout["nullLines"] = [];
  for (const { row, y } of places) {
    if (row.nullValue === null) continue;
    const last = lines.at(-1);
    // Runs on across the rule, and ends where another value begins.
    if (last && last.value === row.nullValue) last.to = y + ROW;
    else lines.push({ value: row.nullValue, from: y, to: y + ROW });
  }
  return lines;
}
