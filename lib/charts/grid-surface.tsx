"use client";

import { useCallback, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactElement, type ReactNode, type RefCallback } from "react";
import { VisuallyHidden } from "@/lib/ui";
import { Canvas, type Painter } from "./canvas";
import { cellAt, moveCell, sameCell, type Cell, type CellGrid, type GridView } from "./cells";
import { ChartTooltip } from "./chart-tooltip";
import styles from "./chart.module.css";

/** Where the cells lie within the chart, in CSS pixels. */
export interface GridFrame {
  width: number;
  height: number;
  left: number;
  top: number;
  plotWidth: number;
  plotHeight: number;
  cellWidth: number;
  cellHeight: number;
  /** Empty space at the right and lower edge of each cell. */
  gap: number;
}

export interface GridSurfaceProps {
  /** Name of the chart for screen readers, with what rows and columns are. */
  label: string;
  grid: CellGrid;
  frame: GridFrame;
  view: GridView;
  /** Left out where the marks are all there is to draw. */
  paint?: Painter | undefined;
  /** Lines about a cell, the most important first: tooltip and announcement. */
  describe: (cell: Cell) => readonly string[];
  /** Axes and marks, in the chart's coordinates; told the cell under pointer or keyboard. */
  marks: (active: Cell | null) => ReactNode;
  locked: Cell | null;
  onLock: (cell: Cell | null) => void;
  onPreview?: ((cell: Cell | null) => void) | undefined;
  /** False where `locked` is a default that nobody chose: a click then locks it, and Escape has nothing to undo. */
  held?: boolean | undefined;
  /** Where keys start when nothing is locked. */
  start?: Cell | undefined;
  /** Keys have reached a cell: bring it into sight. */
  onReach?: ((cell: Cell) => void) | undefined;
  /** Where cells are not a regular grid: the one at a point of the plot, and the box of one. */
  shape?: { at: (x: number, y: number) => Cell | null; box: (cell: Cell) => Box } | undefined;
  hitRef?: RefCallback<HTMLDivElement> | undefined;
  onKey?: ((event: KeyboardEvent) => boolean) | undefined;
  children?: ReactNode;
}

export const wholeView: GridView = { scale: 1, x: 0, y: 0 };

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Rectangle of a cell in the coordinates of the plot. */
export function cellBox(cell: Cell, { cellWidth, cellHeight, gap }: GridFrame, view: GridView): Box {
  return {
    x: view.x + cell.column * cellWidth * view.scale,
    y: view.y + cell.row * cellHeight * view.scale,
    width: cellWidth * view.scale - gap,
    height: cellHeight * view.scale - gap,
  };
}

/** A grid on canvas with one layer that takes pointer and keys: hover previews, click locks, arrows move, Escape unlocks. */
export function GridSurface({ label, grid, frame, view, paint, describe, marks, locked, onLock, onPreview, held = true, start, onReach, shape, hitRef, onKey, children }: GridSurfaceProps): ReactElement {
  const [passing, setPassing] = useState<{ cell: Cell; left: number; top: number } | null>(null);
  const [announced, setAnnounced] = useState("");
  const plot = useRef<HTMLDivElement | null>(null);
  // Stable, since a new ref would take zoom off the element and put it on again.
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      plot.current = element;
      return hitRef?.(element);
    },
    [hitRef],
  );
  const active = passing?.cell ?? null;

  const preview = (cell: Cell | null) => {
    if (sameCell(cell, active)) return;
    const origin = plot.current?.getBoundingClientRect();
    setPassing(cell && origin ? { cell, left: origin.left, top: origin.top } : null);
    onPreview?.(cell);
  };

  const cellOf = (event: MouseEvent<HTMLElement> | PointerEvent<HTMLElement>): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    return shape ? shape.at(x, y) : cellAt(x, y, frame.cellWidth, frame.cellHeight, view, grid);
  };

  const toggle = (cell: Cell) => onLock(held && sameCell(cell, locked) ? null : cell);

  const onKeyDown = (event: KeyboardEvent) => {
    if (onKey?.(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const from = active ?? locked ?? start ?? { row: 0, column: 0 };
    if (event.key === "Enter" || event.key === " ") {
      toggle(from);
    } else if (event.key === "Escape" && (active || (locked && held))) {
      if (locked && held) onLock(null);
      preview(null);
    } else {
      // The first arrow shows where one is, the next ones move.
      const to = moveCell(from, event.key, grid);
      if (!to || event.metaKey || event.ctrlKey || event.altKey) return;
      const cell = active ? to : from;
      preview(cell);
      onReach?.(cell);
      setAnnounced(describe(cell).join(", "));
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const box = passing ? (shape ? shape.box(passing.cell) : cellBox(passing.cell, frame, view)) : null;

  return (
    <div className={styles.surface} style={{ width: frame.width, height: frame.height }}>
      {paint ? (
        <div className={styles.canvas} style={{ left: frame.left, top: frame.top }}>
          <Canvas width={frame.plotWidth} height={frame.plotHeight} paint={paint} />
        </div>
      ) : null}
      <svg data-figure="svg" width={frame.width} height={frame.height} aria-hidden="true">
        {marks(active)}
      </svg>
      <div
        ref={attach}
        className={styles.hit}
        style={{ left: frame.left, top: frame.top, width: frame.plotWidth, height: frame.plotHeight }}
        role="application"
        aria-roledescription="chart"
        aria-label={`${label}. Arrow keys move, Enter locks, Escape unlocks.`}
        tabIndex={0}
        data-panning={view.scale > 1 || undefined}
        onPointerMove={(event) => preview(cellOf(event))}
        onPointerLeave={() => preview(null)}
        onBlur={() => preview(null)}
        onClick={(event) => {
          const cell = cellOf(event);
          if (cell) toggle(cell);
        }}
        onKeyDown={onKeyDown}
      />
      <VisuallyHidden>
        <span aria-live="polite">{announced}</span>
      </VisuallyHidden>
      {passing && box ? (
        <ChartTooltip anchor={{ left: passing.left + box.x, top: passing.top + box.y, width: box.width, height: box.height }} lines={describe(passing.cell)} />
      ) : null}
      {children}
    </div>
  );
}

/** Outlines of the locked cell and the one under the pointer, kept within the plot. */
export function CellMarks({ frame, view, active, locked, clip }: { frame: GridFrame; view: GridView; active: Cell | null; locked: Cell | null; clip: string }): ReactElement {
  const outline = (cell: Cell, grow: number) => {
    const box = cellBox(cell, frame, view);
    return { x: box.x - grow, y: box.y - grow, width: Math.max(1, box.width + 2 * grow), height: Math.max(1, box.height + 2 * grow) };
  };
  return (
    <g transform={`translate(${frame.left}, ${frame.top})`}>
      <clipPath id={clip}>
        <rect x={-3} y={-3} width={frame.plotWidth + 6} height={frame.plotHeight + 6} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {locked ? (
          <>
            <rect className={styles.halo} {...outline(locked, 1)} />
            <rect className={styles.locked} {...outline(locked, 1)} />
          </>
        ) : null}
        {active ? <rect className={styles.hover} {...outline(active, 0.5)} data-passing="" /> : null}
      </g>
    </g>
  );
}
