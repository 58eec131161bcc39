"use client";

import { useMemo, type ReactElement } from "react";
import { classNames } from "@/lib/ui";
import { textOn } from "./colour";
import { sameCell, type Cell } from "./cells";
import { GridSurface, wholeView, type Box, type GridFrame } from "./grid-surface";
import { useWidth } from "./size";
import type { ValueScale } from "./value-scale";
import styles from "./chart.module.css";
import bars from "./gate-bars.module.css";

export interface GateRow {
  /** Name of the row: the layer. */
  label: string;
  /** Largest first. Empty where the row has no gates; then `note` says why. */
  segments: readonly { name: string; weight: number }[];
  note?: string;
  /** Written at the end of the row. */
  figure?: string;
}

export interface GateBarsProps {
  label: string;
  rows: readonly GateRow[];
  rowTitle: string;
  barTitle: string;
  figureTitle: string;
  scale: ValueScale;
  /** A segment is a cell: row, and its place within the row. */
  describe: (cell: Cell) => readonly string[];
  locked: Cell | null;
  /** False where `locked` is only a default. */
  held?: boolean;
  onLock: (cell: Cell | null) => void;
}

const ROW = 24;
const LEFT = 28;
const TOP = 26;
const FIGURE = 62;

/** One bar a row, parted into weights. Few enough marks for SVG: rows × segments. */
export function GateBars(props: GateBarsProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: TOP + props.rows.length * ROW }}>
      {width === null ? null : <SizedGateBars {...props} width={width} />}
    </div>
  );
}

/** Boxes of all segments, in pixels: lengths in proportion to weight, `full` being the longest row. */
export function gateBoxes(rows: readonly GateRow[], width: number, rowHeight: number, barHeight: number): Box[][] {
  const sums = rows.map((row) => row.segments.reduce((sum, segment) => sum + segment.weight, 0));
  const full = Math.max(...sums, 0);
  return rows.map((row, index) => {
    let x = 0;
    return row.segments.map((segment) => {
      const box = { x, y: index * rowHeight + (rowHeight - barHeight) / 2, width: full > 0 ? (segment.weight / full) * width : 0, height: barHeight };
      x += box.width;
      return box;
    });
  });
}

function SizedGateBars({ width, label, rows, rowTitle, barTitle, figureTitle, scale, describe, locked, held = true, onLock }: GateBarsProps & { width: number }): ReactElement {
  const plotWidth = Math.max(40, width - LEFT - FIGURE);
  const boxes = useMemo(() => gateBoxes(rows, plotWidth, ROW, ROW - 5), [rows, plotWidth]);
  const most = rows.reduce((longest, row) => Math.max(longest, row.segments.length), 1);
  const frame: GridFrame = { width, height: TOP + rows.length * ROW, left: LEFT, top: TOP, plotWidth, plotHeight: rows.length * ROW, cellWidth: plotWidth / most, cellHeight: ROW, gap: 0 };
  const boxOf = (cell: Cell): Box => boxes[cell.row]?.[cell.column] ?? { x: 0, y: cell.row * ROW, width: 0, height: ROW };
  const at = (x: number, y: number): Cell | null => {
    const row = Math.floor(y / ROW);
    const column = boxes[row]?.findIndex((box) => x >= box.x && x < box.x + box.width) ?? -1;
    return column < 0 ? null : { row, column };
  };

  const marks = (active: Cell | null) => (
    <>
      <text className={styles.axisTitle} x={0} y={14}>
        {rowTitle} ↓
      </text>
      <text className={styles.axisTitle} x={LEFT + plotWidth} y={14} textAnchor="end">
        {barTitle}
      </text>
      <text className={styles.axisTitle} x={width} y={14} textAnchor="end">
        {figureTitle}
      </text>
      <g transform={`translate(${LEFT}, ${TOP})`}>
        {rows.map((row, index) => (
          <g key={index}>
            <text className={classNames(styles.tick, index === (active?.row ?? locked?.row) && styles.strong)} x={-8} y={(index + 0.5) * ROW} dy="0.34em" textAnchor="end">
              {row.label}
            </text>
            {row.note ? (
              <text className={bars.note} y={(index + 0.5) * ROW} dy="0.34em">
                {row.note}
              </text>
            ) : null}
            {row.segments.map((segment, place) => {
              const box = boxOf({ row: index, column: place });
              const colour = scale.colour(segment.weight);
              const inner = Math.max(0, box.width - 1.5);
              return (
                <g key={place}>
                  <rect x={box.x} y={box.y} width={inner} height={box.height} rx={1.5} fill={colour} />
                  {inner > segment.name.length * 7 + 6 ? (
                    <text className={bars.name} x={box.x + 6} y={box.y + box.height / 2} dy="0.34em" fill={textOn(colour)}>
                      {segment.name}
                    </text>
                  ) : null}
                </g>
              );
            })}
            {row.figure ? (
              <text className={bars.figure} x={plotWidth + FIGURE} y={(index + 0.5) * ROW} dy="0.34em" textAnchor="end">
                {row.figure}
              </text>
            ) : null}
          </g>
        ))}
        {locked ? <Outline box={boxOf(locked)} kind="locked" /> : null}
        {active && !sameCell(active, locked) ? <Outline box={boxOf(active)} kind="hover" /> : null}
      </g>
    </>
  );

  return (
    <GridSurface
      {...{ label, frame, describe, marks, locked, held, onLock }}
      view={wholeView}
      grid={{ rows: rows.length, columns: most, exists: ({ row, column }) => column < (rows[row]?.segments.length ?? 0) }}
      shape={{ at, box: boxOf }}
    />
  );
}

function Outline({ box, kind }: { box: Box; kind: "locked" | "hover" }): ReactElement {
  return (
    <>
      {kind === "locked" ? <rect className={styles.halo} x={box.x - 1} y={box.y - 1} width={box.width + 0.5} height={box.height + 2} rx={2} /> : null}
      <rect className={styles[kind]} x={box.x - 1} y={box.y - 1} width={box.width + 0.5} height={box.height + 2} rx={2} {...(kind === "hover" ? { "data-passing": "" } : {})} />
    </>
  );
}
