import { useId, type ReactElement, type ReactNode } from "react";
import { classNames } from "@/lib/ui";
import { categorical } from "./colour";
import { tick } from "./format";
import type { ValueScale } from "./value-scale";
import styles from "./legend.module.css";

export interface ScaleLegendProps {
  scale: ValueScale;
  /** What the colour means, with its unit. */
  title: string;
  format?: (value: number) => string;
  /** Say what an empty cell means, where there are any. */
  empty?: string | undefined;
  /** Empty cells carry a stroke in the chart. */
  struck?: boolean;
  width?: number;
}

/** A colour scale with its ends and its middle labelled. */
export function ScaleLegend({ scale, title, format = tick, empty, struck = false, width = 168 }: ScaleLegendProps): ReactElement {
  const id = useId();
  const bar = 8;
  return (
    <div className={styles.legend}>
      <span className={styles.title} data-figure="text">
        {title}
      </span>
      <svg data-figure="svg" width={width} height={26} role="img" aria-label={`${title}: from ${format(scale.valueAt(0))} through ${format(scale.valueAt(0.5))} to ${format(scale.valueAt(1))}`}>
        <linearGradient id={id}>
          {Array.from({ length: 13 }, (_, i) => (
            <stop key={i} offset={i / 12} stopColor={scale.ramp(i / 12)} />
          ))}
        </linearGradient>
        <rect className={styles.frame} x={0.5} y={0.5} width={width - 1} height={bar} rx={1.5} fill={`url(#${id})`} />
        {[0, 0.5, 1].map((place) => (
          <g key={place}>
            <line className={styles.notch} x1={0.5 + place * (width - 1)} x2={0.5 + place * (width - 1)} y1={bar} y2={bar + 3} />
            <text className={styles.label} x={place * width} y={23} textAnchor={place === 0 ? "start" : place === 1 ? "end" : "middle"}>
              {format(scale.valueAt(place))}
            </text>
          </g>
        ))}
      </svg>
      {empty ? (
        <span className={styles.item}>
          <svg data-figure="svg" width={12} height={12} aria-hidden="true">
            <rect className={styles.emptySwatch} x={0.5} y={0.5} width={11} height={11} rx={1.5} />
            {struck ? <path className={styles.notch} d="M3,9l6,-6" /> : null}
          </svg>
          <span className={styles.title} data-figure="text">
            {empty}
          </span>
        </span>
      ) : null}
    </div>
  );
}

export interface LegendItem {
  label: string;
  /** Number of the category, or a colour of its own. */
  colour: number | string;
}

/** Names of categories with their colours. */
export function CategoryLegend({ title, items }: { title?: string; items: readonly LegendItem[] }): ReactElement {
  return (
    <div className={styles.legend}>
      {title ? (
        <span className={styles.title} data-figure="text">
          {title}
        </span>
      ) : null}
      {items.map((item) => (
        <span key={item.label} className={styles.item}>
          <svg data-figure="svg" width={12} height={12} aria-hidden="true">
            <rect x={0} y={0} width={12} height={12} rx={2} fill={typeof item.colour === "number" ? categorical(item.colour) : item.colour} />
          </svg>
          <span className={styles.name} data-figure="text">
            {item.label}
          </span>
        </span>
      ))}
    </div>
  );
}

/** What a mark in the chart means; `children`: the mark, drawn in a square of 12. */
export function MarkLegend({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    <span className={classNames(styles.item, styles.mark)}>
      <svg data-figure="svg" width={12} height={12} aria-hidden="true">
        {children}
      </svg>
      <span data-figure="text">{label}</span>
    </span>
  );
}
