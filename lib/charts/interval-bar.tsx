"use client";

import { scaleLinear } from "d3-scale";
import { useId, type ReactElement } from "react";
import { ochre } from "./colour";
import type { ForestRow } from "./forest-plot-layout";
import { useWidth } from "./size";
import { useTheme } from "./theme";
import styles from "./forest-plot.module.css";

export type IntervalRow = Pick<ForestRow, "estimate" | "interval" | "spread" | "known" | "tone">;

/** The marks of one estimate on a line at y = 0: spread, interval, estimate, and a value known beforehand. Within an SVG that holds `Hatch`. */
export function IntervalBar({ row, x, hatch, size = 8 }: { row: IntervalRow; x: (value: number) => number; hatch: string; size?: number }): ReactElement {
  const theme = useTheme();
  const colour = row.tone === "detected" ? { fill: ochre[theme] } : undefined;
  const { spread, interval, estimate, known, tone } = row;
  const span = (range: readonly [number, number]) => ({ x: Math.min(x(range[0]), x(range[1])), width: Math.max(1.5, Math.abs(x(range[1]) - x(range[0]))) });
  return (
    <g data-tone={tone} className={styles.marks}>
      {spread ? <rect className={styles.spread} {...span(spread)} y={-size} height={2 * size} rx={2} /> : null}
      {interval && tone === "inconclusive" ? (
        <rect className={styles.hatched} {...span(interval)} y={-size / 2} height={size} rx={1} fill={`url(#${hatch})`} />
      ) : interval ? (
        <rect className={styles.interval} style={colour} {...span(interval)} y={-size / 2} height={size} rx={1} />
      ) : null}
      {known ? (
        <>
          <line className={styles.tolerance} x1={x(known.value - known.tolerance)} x2={x(known.value + known.tolerance)} y1={size} y2={size} />
          <path className={styles.known} d={`M${x(known.value)},${size - 4}l4,4l-4,4l-4,-4Z`} />
        </>
      ) : null}
      {estimate === null ? null : <rect className={styles.estimate} style={colour} x={x(estimate) - 1.5} y={-size / 2 - 3} width={3} height={size + 6} rx={1} />}
    </g>
  );
}

/** The hatching of intervals that tell nothing; once in each SVG. */
export function Hatch({ id }: { id: string }): ReactElement {
  return (
    <pattern id={id} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line className={styles.hatchLine} x1={0} x2={0} y1={0} y2={5} />
    </pattern>
  );
}

/** One interval on a scale of its own with the null value marked, for a box of text. The words beside it say the numbers. */
export function IntervalLine({ row, nullValue, label, format }: { row: IntervalRow; nullValue: number | null; label: string; format: (value: number) => string }): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const values = [row.estimate, ...(row.interval ?? []), ...(row.spread ?? []), nullValue].filter((v): v is number => v !== null);
  const lo = Math.min(...values);
  const hi = Math.max(...values);
  const pad = (hi - lo || Math.abs(hi) || 1) * 0.06;
  const x = scaleLinear().domain([lo - pad, hi + pad]).range([1, Math.max(2, (width ?? 200) - 1)]);
  return (
    <div ref={ref} className={styles.line}>
      {width === null || values.length === 0 ? null : (
        <svg width={width} height={44} role="img" aria-label={label}>
          <Hatch id={hatch} />
          <line className={styles.base} x1={0} x2={width} y1={16} y2={16} />
          <g transform="translate(0, 16)">
            {nullValue === null ? null : <line className={styles.nullLine} x1={x(nullValue)} x2={x(nullValue)} y1={-14} y2={14} />}
            <IntervalBar row={row} x={x} hatch={hatch} size={10} />
          </g>
          {labels(row, nullValue, x, width, format).map(({ key, at, anchor, text }) => (
            <text key={key} className={styles.lineLabel} x={at} y={42} textAnchor={anchor}>
              {text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}

type LineLabel = { key: string; at: number; anchor: "start" | "middle" | "end"; text: string };

/** Ends of the interval and the null value, without those that would run into one another. */
function labels(row: IntervalRow, nullValue: number | null, x: (value: number) => number, width: number, format: (value: number) => string): LineLabel[] {
  const wanted = [...(nullValue === null ? [] : [{ key: "null", value: nullValue, text: `${format(nullValue)} no effect` }]), ...(row.interval ?? []).map((value, i) => ({ key: `end${i}`, value, text: format(value) }))];
  const taken: [number, number][] = [];
  return wanted.flatMap(({ key, value, text }): LineLabel[] => {
    const half = text.length * 3.4;
    const centre = Math.min(width - half, Math.max(half, x(value)));
    if (taken.some(([from, to]) => centre - half < to + 4 && centre + half > from - 4)) return [];
    taken.push([centre - half, centre + half]);
    return [{ key, at: centre, anchor: "middle", text }];
  });
}
