"use client";

import { useId, type ReactElement } from "react";
import { axisTick } from "./format";
import { forestLayout, ROW, type ForestLayout, type ForestPlace, type ForestRow } from "./forest-plot-layout";
import { Hatch, IntervalBar } from "./interval-bar";
import { useWidth } from "./size";
import chart from "./chart.module.css";
import styles from "./forest-plot.module.css";

export type { ForestRow, ForestTone } from "./forest-plot-layout";

export interface ForestPlotProps {
  label: string;
  rows: readonly ForestRow[];
  /** Below a rule, in quiet ink. */
  controls: readonly ForestRow[];
  /** What the line through the rows means. */
  nullLabel: string;
  axisTitle: string;
  /** Tick labels; d3's own format by default. */
  format?: (value: number) => string;
  onSelect?: ((key: string) => void) | undefined;
}

/** One row a group: its interval as a bar with the estimate marked, the line of no effect through them, controls below a rule. */
export function ForestPlot(props: ForestPlotProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  const layout = forestLayout(props.rows, props.controls, width ?? 640, `${props.nullLabel}  ${props.axisTitle} →`);
  return (
    <div ref={ref} className={styles.plot} style={{ height: layout.height }}>
      {width === null ? null : <Drawn {...props} layout={layout} width={width} />}
      <ul className={styles.rows} aria-label={props.label}>
        {layout.places.map(({ row, y }) => (
          <li key={row.key} style={{ top: y, height: ROW }}>
            {props.onSelect ? (
              <button type="button" title={row.title} aria-label={row.title} onClick={() => props.onSelect?.(row.key)} />
            ) : (
              <span role="img" title={row.title} aria-label={row.title} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Drawn({ layout, width, nullLabel, axisTitle, format }: ForestPlotProps & { layout: ForestLayout; width: number }): ReactElement {
  const hatch = useId();
  const { x, labelWidth, plotWidth, bottom, rule, nullLines } = layout;
  const last = nullLines.at(-1);
  // The two labels below the axis stand on different sides.
  const right = last !== undefined && x(last.value) > plotWidth / 2;
  const ticks = x.ticks(Math.max(2, Math.floor(plotWidth / 90)));
  const ownFormat = x.tickFormat(Math.max(2, Math.floor(plotWidth / 90)));
  const write = format ?? ((value: number) => axisTick(ownFormat(value)));
  return (
    <svg data-figure="svg" width={width} height={layout.height} aria-hidden="true">
      <Hatch id={hatch} />
      <g transform={`translate(${labelWidth}, 0)`}>
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(${x(tick)}, 0)`}>
            <line className={chart.gridLine} y1={4} y2={bottom} />
            <text className={chart.tick} y={bottom + 16} textAnchor="middle">
              {write(tick)}
            </text>
          </g>
        ))}
        <line className={chart.axisLine} y1={bottom} y2={bottom} x2={plotWidth} />
        {nullLines.map(({ value, from, to }, i) => (
          <line key={i} className={styles.nullLine} x1={x(value)} x2={x(value)} y1={i === 0 ? 2 : from} y2={i === nullLines.length - 1 ? bottom + 4 : to} />
        ))}
        {last ? (
          <text className={styles.nullLabel} x={x(last.value)} y={bottom + 32} textAnchor={right ? "end" : "start"}>
            {nullLabel}
          </text>
        ) : null}
        <text className={chart.axisTitle} x={right && !layout.stacked ? 0 : plotWidth} y={bottom + (layout.stacked ? 48 : 32)} textAnchor={right && !layout.stacked ? "start" : "end"}>
          {axisTitle} →
        </text>
      </g>
      {rule === null ? null : <line className={chart.axisLine} x1={0} x2={width} y1={rule} y2={rule} />}
      {layout.places.map((place) => (
        <Row key={place.row.key} place={place} layout={layout} width={width} hatch={hatch} />
      ))}
    </svg>
  );
}

const CHARACTER = 6.6;

function Row({ place: { row, y }, layout, width, hatch }: { place: ForestPlace; layout: ForestLayout; width: number; hatch: string }): ReactElement {
  const { labelWidth, x } = layout;
  const room = Math.floor((labelWidth - 12) / CHARACTER);
  const characters = [...row.label];
  const label = characters.length > room ? `${characters.slice(0, Math.max(1, room - 1)).join("")}…` : row.label;
  return (
    <g transform={`translate(0, ${y + ROW / 2})`}>
      <text className={styles.label} data-tone={row.tone} dy="0.34em">
        {label}
      </text>
      <g transform={`translate(${labelWidth}, 0)`}>
        <IntervalBar row={row} x={x} hatch={hatch} />
        {row.estimate === null ? (
          <text className={chart.tick} x={4} dy="0.34em">
            undefined on these data
          </text>
        ) : null}
      </g>
      {layout.valueWidth > 0 ? (
        <text className={styles.value} data-tone={row.tone} x={width} dy="0.34em" textAnchor="end">
          {row.valueText}
        </text>
      ) : null}
    </g>
  );
}
