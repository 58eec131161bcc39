"use client";

import type { ReactElement } from "react";
import { classNames } from "@/lib/ui";
import { useWidth } from "./size";
import styles from "./bars.module.css";

export interface BarItem {
  key: string;
  /** Token text, made visible; or another name. */
  label: string;
  /** Null is "not measured": no bar, a dash. Not negative. */
  value: number | null;
  /** As written at the end of the bar. */
  valueText: string;
  /** Shown on hover and read aloud: everything about the row, exact value included. */
  title: string;
  /** A word after the label, e.g. "taken"; the row stands out. */
  tag?: string;
  /** Quiet, after the label: what tells apart rows with the same label. */
  note?: string;
  /** Drawn in quiet ink, e.g. what a cut-off removed. */
  quiet?: boolean;
}

export interface BarsProps {
  label: string;
  items: readonly BarItem[];
  /** Value of a full-length bar. */
  full: number;
  /** Makes each row a button. */
  onSelect?: (key: string) => void;
  onPreview?: (key: string | null) => void;
  /** Labels in the token face. */
  mono?: boolean;
  /** Share of the width for labels. */
  labelWidth?: number;
}

const ROW = 24;

/** Horizontal bars with their labels, in the order given: an SVG picture, and over it one row each that takes pointer and keys. */
export function Bars({ label, items, full, onSelect, onPreview, mono = true, labelWidth = 0.36 }: BarsProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const height = items.length * ROW;
  return (
    <div ref={ref} className={styles.bars} style={{ height }}>
      {width === null ? null : (
        <svg data-figure="svg" width={width} height={height} aria-hidden="true">
          {items.map((item, index) => (
            <BarRow key={item.key} item={item} y={index * ROW} width={width} full={full} mono={mono} labelWidth={labelWidth} />
          ))}
        </svg>
      )}
      <ul className={styles.rows} aria-label={label}>
        {items.map((item) => (
          <li key={item.key} style={{ height: ROW }} onPointerEnter={() => onPreview?.(item.key)} onPointerLeave={() => onPreview?.(null)}>
            {onSelect ? (
              <button type="button" title={item.title} aria-label={item.title} onClick={() => onSelect(item.key)} onFocus={() => onPreview?.(item.key)} onBlur={() => onPreview?.(null)} />
            ) : (
              <span title={item.title} role="img" aria-label={item.title} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const VALUE_SPACE = 48;
const CHARACTER = 7.3;

function BarRow({ item, y, width, full, mono, labelWidth }: { item: BarItem; y: number; width: number; full: number; mono: boolean; labelWidth: number }): ReactElement {
  const labelSpace = Math.round(width * labelWidth);
  const track = Math.max(20, width - labelSpace - VALUE_SPACE);
  const length = item.value === null || !(full > 0) ? 0 : Math.min(1, item.value / full) * track;
  const room = Math.floor((labelSpace - 8) / CHARACTER) - (item.tag?.length ?? 0) - (item.note?.length ?? 0);
  const characters = [...item.label];
  const text = characters.length > room ? `${characters.slice(0, Math.max(1, room - 1)).join("")}…` : item.label;
  return (
    <g className={classNames(item.tag !== undefined && styles.marked, item.quiet && styles.quiet)} transform={`translate(0, ${y})`}>
      <text className={classNames(styles.label, mono && styles.mono)} x={0} y={ROW / 2} dy="0.34em">
        {text}
        {item.note ? (
          <tspan className={styles.note} dx={6}>
            {item.note}
          </tspan>
        ) : null}
        {item.tag ? (
          <tspan className={styles.tag} dx={6}>
            {item.tag}
          </tspan>
        ) : null}
      </text>
      <rect className={styles.track} x={labelSpace} y={6} width={track} height={ROW - 12} rx={1} />
      {item.value === null ? null : <rect className={styles.bar} x={labelSpace} y={6} width={Math.max(1, length)} height={ROW - 12} rx={1} />}
      <text className={styles.value} x={width} y={ROW / 2} dy="0.34em" textAnchor="end">
        {item.valueText}
      </text>
    </g>
  );
}
