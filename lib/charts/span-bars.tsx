"use client";

import { scaleLinear } from "d3-scale";
import { useId, type ReactElement } from "react";
import { classNames } from "@/lib/ui";
import { signed, type Theme } from "./colour";
import { axisTick } from "./format";
import { useWidth } from "./size";
import { useTheme } from "./theme";
import bars from "./bars.module.css";
import chart from "./chart.module.css";
import styles from "./span-bars.module.css";

export interface SpanRow {
  key: string;
  label: string;
  /** Quiet, after the label. */
  note?: string;
  /** Where its bar begins and ends, in the unit of the axis. */
  from: number;
  to: number;
  valueText: string;
  /** Everything about the row, exact value included, and what a click does: shown on hover and read aloud. */
  title: string;
  /** A sum stands for itself; a part of another row is indented. */
  kind: "part" | "sum" | "inner";
  /** Whether the parts of the row are shown; left out where it has none. */
  open?: boolean;
  /** A click does something. */
  active: boolean;
}

export interface SpanBarsProps {
  label: string;
  rows: readonly SpanRow[];
  axisTitle: string;
  /** Thin lines from the end of each bar to the start of the next: for bars that add up. */
  linked: boolean;
  onSelect: (key: string) => void;
}

const ROW = 22;
const BAR = 12;
const TOP = 24;
const VALUE_SPACE = 56;
const CHARACTER = 6.8;

/** Bars from one value to another on a common axis, one a row: a waterfall, or signed sizes from 0. */
export function SpanBars({ label, rows, axisTitle, linked, onSelect }: SpanBarsProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useTheme();
  const height = TOP + rows.length * ROW;
  return (
    <div ref={ref} className={bars.bars} style={{ height }}>
      {width === null ? null : <Picture {...{ rows, axisTitle, linked, width, height, theme }} />}
      <ul className={bars.rows} style={{ top: TOP }} aria-label={label}>
        {rows.map((row) => (
          <li key={row.key} style={{ height: ROW }}>
            {row.active ? (
              <button type="button" title={row.title} aria-label={row.title} aria-expanded={row.open} onClick={() => onSelect(row.key)} />
            ) : (
              <span title={row.title} role="img" aria-label={row.title} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const indentOf = ({ kind, open }: SpanRow): number => (kind === "inner" ? 30 : open === undefined ? 0 : 14);

type PictureProps = Pick<SpanBarsProps, "rows" | "axisTitle" | "linked"> & { width: number; height: number; theme: Theme };

function Picture({ rows, axisTitle, linked, width, height, theme }: PictureProps): ReactElement {
  const clip = useId();
  const longest = rows.reduce((most, row) => Math.max(most, indentOf(row) + ([...row.label].length + (row.note ? row.note.length + 1 : 0)) * CHARACTER), 0);
  const left = Math.ceil(Math.min(longest + 12, width * 0.46));
  const plot = Math.max(40, width - left - VALUE_SPACE);
  const low = Math.min(0, ...rows.flatMap(({ from, to }) => [from, to]));
  const high = Math.max(0, ...rows.flatMap(({ from, to }) => [from, to]));
  const x = scaleLinear().domain(high > low ? [low, high] : [0, 1]).range([0, plot]);
  const ticks = x.ticks(Math.max(2, Math.round(plot / 90)));
  const text = x.tickFormat(ticks.length);
  const colourOf = ({ kind, from, to }: SpanRow): string => (kind === "sum" ? "var(--ink-quiet)" : signed((to >= from ? 0.8 : -0.8) * (kind === "inner" ? 0.72 : 1), theme));
  return (
    <svg data-figure="svg" width={width} height={height} aria-hidden="true">
      <clipPath id={clip}>
        <rect width={Math.max(0, left - 6)} height={height} />
      </clipPath>
      <text className={chart.axisTitle} x={0} y={12}>
        {axisTitle}
      </text>
      <g transform={`translate(${left}, 0)`}>
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(${x(tick)}, 0)`}>
            <line className={tick === 0 ? styles.zero : chart.gridLine} y1={TOP - 4} y2={height} />
            <text className={chart.tick} y={12} textAnchor="middle">
              {axisTick(text(tick))}
            </text>
          </g>
        ))}
      </g>
      {rows.map((row, index) => {
        const y = TOP + index * ROW;
        const [a, b] = [x(Math.min(row.from, row.to)), x(Math.max(row.from, row.to))];
        const next = rows[index + 1];
        const indent = indentOf(row);
        const room = Math.floor((left - 10 - indent) / CHARACTER) - (row.note ? row.note.length : 0);
        const characters = [...row.label];
        return (
          <g key={row.key} transform={`translate(0, ${y})`} className={classNames(row.kind === "sum" && styles.sum, row.kind === "inner" && styles.inner)}>
            {row.open === undefined ? null : <path className={styles.arrow} d={row.open ? "M0,8l4.5,5.5l4.5,-5.5z" : "M2,6.5l5.5,4.5l-5.5,4.5z"} />}
            <text className={styles.label} x={indent} y={ROW / 2} dy="0.34em" clipPath={`url(#${clip})`}>
              {characters.length > room ? `${characters.slice(0, Math.max(1, room - 1)).join("")}…` : row.label}
              {row.note ? (
                <tspan className={styles.note} dx={6}>
                  {row.note}
                </tspan>
              ) : null}
            </text>
            <rect x={left + a} y={(ROW - BAR) / 2} width={Math.max(1, b - a)} height={BAR} rx={1} fill={colourOf(row)} />
            {linked && next && next.kind !== "sum" && row.kind !== "inner" ? <line className={styles.link} x1={left + x(row.to)} x2={left + x(row.to)} y1={(ROW + BAR) / 2} y2={ROW + (ROW - BAR) / 2} /> : null}
            <text className={styles.value} x={width} y={ROW / 2} dy="0.34em" textAnchor="end">
              {row.valueText}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
