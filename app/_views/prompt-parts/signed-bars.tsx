"use client";

import type { ReactElement } from "react";
import { signed, useTheme, useWidth } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import styles from "./prompt-parts.module.css";

export interface SignedBar {
  key: string;
  label: string;
  value: number;
  /** Everything about the row, read aloud and shown on hover. */
  title: string;
}

export interface SignedBarsProps {
  label: string;
  items: readonly SignedBar[];
  /** Size of a full-length bar to either side. */
  full: number;
  /** Values up to this size are within the noise and drawn hollow. */
  floor: number;
  onSelect: (key: string) => void;
}

const ROW = 24;
const VALUE = 58;

/** Bars to both sides of 0, each a button to its place in the text. */
export function SignedBars({ label, items, full, floor, onSelect }: SignedBarsProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useTheme();
  const height = items.length * ROW;
  const labelSpace = width === null ? 0 : Math.round(Math.min(220, width * 0.4));
  const half = width === null ? 0 : (width - labelSpace - VALUE - 8) / 2;
  const middle = labelSpace + half;
  return (
    <div ref={ref} className={styles.bars} style={{ height }}>
      {width === null ? null : (
        <svg data-figure="svg" width={width} height={height} aria-hidden="true">
          <line className={styles.zero} x1={middle} x2={middle} y1={0} y2={height} />
          {items.map(({ key, label: text, value }, row) => {
            const length = full > 0 ? (Math.min(1, Math.abs(value) / full) * half) : 0;
            const room = Math.max(3, Math.floor(labelSpace / 7.4) - 1);
            const characters = [...text];
            return (
              <g key={key} transform={`translate(0, ${row * ROW})`}>
                <text className={styles.barLabel} x={0} y={ROW / 2} dy="0.34em">
                  {characters.length > room ? `${characters.slice(0, room - 1).join("")}…` : text}
                </text>
                <rect
                  x={value < 0 ? middle - length : middle}
                  y={6}
                  width={Math.max(1, length)}
                  height={ROW - 12}
                  rx={1}
                  className={Math.abs(value) <= floor ? styles.noise : undefined}
                  fill={Math.abs(value) <= floor ? "none" : signed(value < 0 ? -0.8 : 0.8, theme)}
                />
                <text className={styles.barValue} x={width} y={ROW / 2} dy="0.34em" textAnchor="end">
                  {decimal(value, 3)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
      <ul className={styles.barRows} aria-label={label}>
        {items.map(({ key, title }) => (
          <li key={key} style={{ height: ROW }}>
            <button type="button" title={title} aria-label={title} onClick={() => onSelect(key)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
