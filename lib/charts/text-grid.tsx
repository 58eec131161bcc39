"use client";

import { useCallback, useEffect, useId, useMemo, useRef, useState, type ReactElement } from "react";
import { classNames } from "@/lib/ui";
import type { Painter } from "./canvas";
import { sparseTicks, type Cell, type GridView } from "./cells";
import { textOn } from "./colour";
import { cellBox, CellMarks, GridSurface, type GridFrame } from "./grid-surface";
import { cutLabel } from "./heat-map-layout";
import { columnsInSight, fitText, scrollTo, textGridFrame, type TextGridShape } from "./text-grid-layout";
import { useWidth } from "./size";
import type { ValueScale } from "./value-scale";
import styles from "./chart.module.css";

export interface TextGridProps {
  /** Name for screen readers. */
  label: string;
  rows: number;
  columns: number;
  /** (rows, columns) row-major; NaN is "not measured" and stays empty. */
  values: ArrayLike<number>;
  /** What stands in a cell that is wide enough. Must be stable. */
  textOf: (cell: Cell) => string;
  scale: ValueScale;
  rowLabels: readonly string[];
  /** Token texts, slanted below. */
  columnLabels: readonly string[];
  rowTitle: string;
  columnTitle: string;
  describe: (cell: Cell) => readonly string[];
  locked: Cell | null;
  held?: boolean;
  onLock: (cell: Cell | null) => void;
  onPreview?: (cell: Cell | null) => void;
  /** The column of the locked token; it is kept in sight. */
  markedColumn: number | null;
  /** A cell with a sign beside it, explained by the legend. */
  signed: Cell | null;
  /** The first rows, set apart by a dashed line that the legend explains. */
  setApart: number;
  cells: TextGridShape["cells"];
}

const FACE = 10.5;

/** A map of values with a word in each cell, as wide as it needs: it scrolls sideways, and only what is in sight is drawn. */
export function TextGrid(props: TextGridProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: width === null ? props.rows * 22 + 90 : undefined }}>
      {width === null ? null : <SizedTextGrid {...props} width={width} />}
    </div>
  );
}

function SizedTextGrid({ width, label, rows, columns, values, textOf, scale, rowLabels, columnLabels, rowTitle, columnTitle, describe, locked, held = true, onLock, onPreview, markedColumn, signed, setApart, cells }: TextGridProps & { width: number }): ReactElement {
  const clip = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const columnCharacters = useMemo(() => columnLabels.reduce((most, text) => Math.max(most, text.length), 1), [columnLabels]);
  const frame = useMemo(() => textGridFrame({ width, rows, columns, columnCharacters, cells }), [width, rows, columns, columnCharacters, cells]);
  const most = Math.max(0, columns * frame.cellWidth - frame.plotWidth);
  const from = Math.min(most, scrolled);
  const view = useMemo<GridView>(() => ({ scale: 1, x: -from, y: 0 }), [from]);
  const colours = useMemo(() => colourTable(scale), [scale]);

  const reveal = useCallback(
    (cell: Cell) => {
      const box = scroller.current;
      const left = box ? scrollTo(cell, frame, box.scrollLeft) : null;
      if (box && left !== null) box.scrollLeft = left;
    },
    [frame],
  );
  useEffect(() => {
    if (markedColumn !== null) reveal({ row: 0, column: markedColumn });
  }, [markedColumn, reveal]);

  const paint = useCallback<Painter>(
    (context, w, h) => {
      context.clearRect(0, 0, w, h);
      const [first, last] = columnsInSight(frame, columns, from);
      const face = getComputedStyle(document.documentElement).getPropertyValue("--mono") || "monospace";
      context.font = `${FACE}px ${face}`;
      context.textBaseline = "middle";
      // Tokens are shown as characters: no ligatures.
      context.textRendering = "optimizeSpeed";
      for (let column = first; column <= last; column++) {
        for (let row = 0; row < rows; row++) {
          const value = values[row * columns + column] ?? Number.NaN;
          if (Number.isNaN(value)) continue;
          const { x, y, width: cellWidth, height } = cellBox({ row, column }, frame, view);
          const { fill, ink } = colours[Math.round(scale.position(value) * 255)] ?? { fill: "transparent", ink: "currentColor" };
          context.fillStyle = fill;
          context.fillRect(x, y, cellWidth, height);
          if (cells === "small") continue;
          context.fillStyle = ink;
          context.fillText(fitText(textOf({ row, column }), cellWidth), x + 4, y + height / 2 + 0.5);
        }
      }
    },
    [frame, view, from, columns, rows, values, textOf, scale, colours, cells],
  );

  const marks = (active: Cell | null) => (
    <>
      <clipPath id={`${clip}-sight`}>
        <rect x={-3} y={-4} width={frame.plotWidth + 6} height={frame.plotHeight + 8} />
      </clipPath>
      <Axes {...{ frame, view, rowLabels, columnLabels, rowTitle, columnTitle }} row={active?.row ?? locked?.row ?? null} column={active?.column ?? markedColumn} />
      <g transform={`translate(${frame.left}, ${frame.top})`} clipPath={`url(#${clip}-sight)`}>
        {setApart > 0 ? <line className={styles.setApart} x1={0} x2={frame.plotWidth} y1={setApart * frame.cellHeight - 0.5} y2={setApart * frame.cellHeight - 0.5} /> : null}
        {markedColumn === null ? null : (
          <rect className={styles.row} x={markedColumn * frame.cellWidth + view.x - 1} y={-1} width={frame.cellWidth - frame.gap + 2} height={frame.plotHeight - frame.gap + 2} rx={1} />
        )}
        {signed === null ? null : <Sign frame={frame} view={view} cell={signed} />}
      </g>
      <CellMarks frame={frame} view={view} active={active} locked={locked} clip={clip} />
    </>
  );

  return (
    <div ref={scroller} className={styles.scroller} onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}>
      <div style={{ width: frame.width + most }}>
        <div style={{ position: "sticky", left: 0, width: frame.width }}>
          <GridSurface {...{ label, frame, view, paint, describe, marks, locked, held, onLock, onPreview }} grid={{ rows, columns }} start={{ row: rows - 1, column: markedColumn ?? 0 }} onReach={reveal} />
        </div>
      </div>
    </div>
  );
}

/** Fill and ink of the 256 places of a scale: finding the ink costs more than drawing the cell. */
function colourTable(scale: ValueScale): { fill: string; ink: string }[] {
  return Array.from({ length: 256 }, (_, i) => {
    const fill = scale.ramp(i / 255);
    return { fill, ink: textOn(fill) };
  });
}

/** A triangle at the right edge of a cell, where text seldom reaches. */
function Sign({ frame, view, cell }: { frame: GridFrame; view: GridView; cell: Cell }): ReactElement {
  const { x, y, width, height } = cellBox(cell, frame, view);
  return <path className={styles.sign} d={`M${x + width + 2},${y + height / 2 - 5}l-8,5l8,5z`} />;
}

interface AxesProps {
  frame: GridFrame;
  view: GridView;
  rowLabels: readonly string[];
  columnLabels: readonly string[];
  rowTitle: string;
  columnTitle: string;
  row: number | null;
  column: number | null;
}

function Axes({ frame, view, rowLabels, columnLabels, rowTitle, columnTitle, row, column }: AxesProps): ReactElement {
  const { left, top, plotHeight, plotWidth, cellWidth, cellHeight } = frame;
  const near = (index: number): boolean => column !== null && index !== column && Math.abs(index - column) * cellWidth < 11;
  const ticks = sparseTicks(columnLabels.length, cellWidth, 14, view.x, plotWidth).filter((index) => !near(index));
  const shown = column === null || ticks.includes(column) ? ticks : [...ticks, column];
  return (
    <g>
      <text className={styles.axisTitle} x={0} y={14}>
        {rowTitle} ↓
      </text>
      <text className={styles.axisTitle} x={left + plotWidth} y={14} textAnchor="end">
        {columnTitle} →
      </text>
      {rowLabels.map((text, index) => (
        <text key={index} className={classNames(styles.tick, index === row && styles.strong)} x={left - 10} y={top + (index + 0.5) * cellHeight} dy="0.34em" textAnchor="end">
          {text}
        </text>
      ))}
      {shown.map((index) => {
        const centre = view.x + (index + 0.5) * cellWidth;
        return centre < 0 || centre > plotWidth ? null : (
          <text key={index} className={classNames(styles.token, index === column && styles.strong)} transform={`translate(${left + centre + 3}, ${top + plotHeight + 11}) rotate(-45)`} textAnchor="end">
            {cutLabel(columnLabels[index] ?? "")}
          </text>
        );
      })}
    </g>
  );
}
