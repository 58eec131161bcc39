"use client";

import { useCallback, useId, useMemo, type ReactElement } from "react";
import { classNames, IconButton } from "@/lib/ui";
import type { Painter } from "./canvas";
import { sparseTicks, type Cell, type GridView } from "./cells";
import { cellBox, CellMarks, GridSurface, type GridFrame } from "./grid-surface";
import { cutLabel, heatMapFrame, zoomLimit } from "./heat-map-layout";
import { colourCells, toImage } from "./pixel-image";
import { useZoom } from "./use-zoom";
import { useWidth } from "./size";
import type { ValueScale } from "./value-scale";
import { Regions, Signs, strikeEmpty } from "./heat-map-marks";
import styles from "./chart.module.css";

export interface HeatMapProps {
  /** Name for screen readers. */
  label: string;
  rows: number;
  columns: number;
  /** (rows, columns) row-major; NaN is "not measured" and stays empty. */
  values: ArrayLike<number>;
  scale: ValueScale;
  rowLabels: readonly string[];
  columnLabels: readonly string[];
  /** What rows and columns are, written at the axes. */
  rowTitle: string;
  columnTitle: string;
  describe: (cell: Cell) => readonly string[];
  /** Cells that exist; a causal map has none above its diagonal. Must be stable. */
  exists?: (cell: Cell) => boolean;
  locked: Cell | null;
  /** False where `locked` is only a default. */
  held?: boolean;
  onLock: (cell: Cell | null) => void;
  onPreview?: (cell: Cell | null) => void;
  /** A row that stands out because its token is locked or previewed elsewhere. */
  markedRow?: number | null;
  /** Cells with a diamond, explained by the legend. */
  signed?: readonly Cell[];
  /** Rectangles of cells, by the one that is pointed at or locked: "without" is hatched, "reach" is outlined and tinted. */
  regions?: (cell: Cell | null) => readonly CellRegion[];
  /** Cells that were not measured carry a stroke, where nothing and no effect would look alike. */
  struck?: boolean;
  /** Labels are token text: set in the token face, slanted below. */
  tokens?: boolean;
  maxHeight?: number;
}

/** Cells from one corner to the other, both included. */
export interface CellRegion {
  from: Cell;
  to: Cell;
  kind: "without" | "reach";
}

/** A map of values on canvas, for any number of cells. Zooms where cells are too small to read. */
export function HeatMap(props: HeatMapProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: width === null ? (props.maxHeight ?? 320) : undefined }}>
      {width === null ? null : <SizedHeatMap {...props} width={width} />}
    </div>
  );
}

function SizedHeatMap({ width, label, rows, columns, values, scale, rowLabels, columnLabels, rowTitle, columnTitle, describe, exists, locked, held = true, onLock, onPreview, markedRow = null, signed = [], regions, struck = false, tokens = false, maxHeight = 560 }: HeatMapProps & { width: number }): ReactElement {
  const clip = useId();
  const frame = useMemo(
    () =>
      heatMapFrame({
        width,
        rows,
        columns,
        rowCharacters: rowLabels.reduce((most, text) => Math.max(most, text.length), 1),
        columnCharacters: columnLabels.reduce((most, text) => Math.max(most, text.length), 1),
        slanted: tokens,
        square: tokens,
        maxHeight,
      }),
    [width, rows, columns, rowLabels, columnLabels, tokens, maxHeight],
  );
  const most = zoomLimit(frame);
  const { ref: zoomRef, view, by, reset, reveal } = useZoom(frame.plotWidth, frame.plotHeight, most);

  const image = useMemo(() => toImage(colourCells(values, { columns, rows }, scale), { columns, rows }), [values, columns, rows, scale]);
  const paint = useCallback<Painter>(
    (context, w, h) => {
      context.clearRect(0, 0, w, h);
      const stepX = frame.cellWidth * view.scale;
      const stepY = frame.cellHeight * view.scale;
      // Cells below a pixel are averaged instead of dropped.
      context.imageSmoothingEnabled = Math.min(stepX, stepY) < 1;
      context.drawImage(image, view.x, view.y, frame.plotWidth * view.scale, frame.plotHeight * view.scale);
      if (struck && Math.min(stepX, stepY) >= 4) strikeEmpty(context, values, { columns, rows }, view, stepX, stepY);
      const gap = Math.min(stepX, stepY) >= 9 ? 1 : frame.gap;
      if (gap === 0) return;
      for (let column = 1; column <= columns; column++) context.clearRect(view.x + column * stepX - gap, 0, gap, h);
      for (let row = 1; row <= rows; row++) context.clearRect(0, view.y + row * stepY - gap, w, gap);
    },
    [image, frame, view, columns, rows, struck, values],
  );

  const marks = (active: Cell | null) => (
    <>
      <Axes {...{ frame, view, rowLabels, columnLabels, rowTitle, columnTitle, tokens }} row={active?.row ?? locked?.row ?? markedRow} column={active?.column ?? locked?.column ?? null} />
      {regions ? <Regions {...{ frame, view, clip }} regions={regions(active ?? locked)} /> : null}
      {signed.length > 0 ? <Signs {...{ frame, view, clip }} cells={signed} /> : null}
      {markedRow === null ? null : <RowMark {...{ frame, view, clip }} row={markedRow} last={exists ? markedRow : columns - 1} />}
      <CellMarks frame={frame} view={view} active={active} locked={locked} clip={clip} />
    </>
  );

  return (
    <GridSurface
      {...{ label, frame, view, paint, describe, marks, locked, held, onLock, onPreview }}
      grid={{ rows, columns, exists }}
      start={markedRow === null ? undefined : { row: markedRow, column: exists ? markedRow : 0 }}
      onReach={({ row, column }) => reveal((column + 0.5) * frame.cellWidth, (row + 0.5) * frame.cellHeight)}
      hitRef={zoomRef}
      onKey={({ key }) => {
        if (key === "+" || key === "=") by(1.6);
        else if (key === "-") by(1 / 1.6);
        else if (key === "0") reset();
        else return false;
        return true;
      }}
    >
      {most > 1 ? (
        <div className={styles.zoom}>
          <IconButton label="Zoom in" icon="plus" size="s" onClick={() => by(1.6)} />
          <IconButton label="Zoom out" icon="minus" size="s" disabled={view.scale === 1} onClick={() => by(1 / 1.6)} />
          <IconButton label="Show all" icon="reset" size="s" disabled={view.scale === 1} onClick={reset} />
        </div>
      ) : null}
    </GridSurface>
  );
}

/** Ticks with the one that is pointed at in place of those that it would touch. */
function withPointed(ticks: number[], pointed: number | null, step: number, least: number): number[] {
  return pointed === null ? ticks : [...ticks.filter((index) => Math.abs(index - pointed) * step >= least), pointed];
}

/** Outline of one row, up to its last cell. */
function RowMark({ frame, view, clip, row, last }: { frame: GridFrame; view: GridView; clip: string; row: number; last: number }): ReactElement {
  const first = cellBox({ row, column: 0 }, frame, view);
  const end = cellBox({ row, column: last }, frame, view);
  return (
    <g transform={`translate(${frame.left}, ${frame.top})`}>
      <g clipPath={`url(#${clip})`}>
        <rect className={styles.row} x={first.x - 1} y={first.y - 1} width={end.x + end.width - first.x + 2} height={Math.max(1, first.height) + 2} rx={1} />
      </g>
    </g>
  );
}

interface AxesProps {
  frame: GridFrame;
  view: GridView;
  rowLabels: readonly string[];
  columnLabels: readonly string[];
  rowTitle: string;
  columnTitle: string;
  tokens: boolean;
  row: number | null;
  column: number | null;
}

function Axes({ frame, view, rowLabels, columnLabels, rowTitle, columnTitle, tokens, row, column }: AxesProps): ReactElement {
  const stepX = frame.cellWidth * view.scale;
  const stepY = frame.cellHeight * view.scale;
  const face = tokens ? styles.token : styles.tick;
  const widest = columnLabels.reduce((most, text) => Math.max(most, text.length), 1) * 6.5 + 6;
  const inSight = (centre: number, length: number) => centre >= 0 && centre <= length;
  const rowTicks = withPointed(sparseTicks(rowLabels.length, stepY, 12, view.y, frame.plotHeight), row, stepY, 10);
  const columnTicks = withPointed(sparseTicks(columnLabels.length, stepX, tokens ? 13 : widest, view.x, frame.plotWidth), column, stepX, tokens ? 10 : widest - 4);
  const bottom = frame.top + frame.plotHeight;
  return (
    <g>
      <text className={styles.axisTitle} x={tokens ? frame.left - 8 : 0} y={tokens ? 10 : 14} textAnchor={tokens ? "end" : "start"}>
        {rowTitle}
      </text>
      <text className={styles.axisTitle} x={tokens ? frame.left + frame.plotWidth : Math.max(frame.left, 58)} y={tokens ? frame.height - 4 : 14} textAnchor={tokens ? "end" : "start"}>
        {columnTitle}
      </text>
      {rowTicks.map((index) => {
        const centre = view.y + (index + 0.5) * stepY;
        return inSight(centre, frame.plotHeight) ? (
          <text key={index} className={classNames(face, index === row && styles.strong)} x={frame.left - 8} y={frame.top + centre} dy="0.34em" textAnchor="end">
            {cutLabel(rowLabels[index] ?? "")}
          </text>
        ) : null;
      })}
      {columnTicks.map((index) => {
        const centre = view.x + (index + 0.5) * stepX;
        if (!inSight(centre, frame.plotWidth)) return null;
        const x = frame.left + centre;
        return tokens ? (
          <text key={index} className={classNames(face, index === column && styles.strong)} transform={`translate(${x + 3}, ${bottom + 10}) rotate(-45)`} textAnchor="end">
            {cutLabel(columnLabels[index] ?? "")}
          </text>
        ) : (
          <text key={index} className={classNames(face, index === column && styles.strong)} x={x} y={frame.top - 7} textAnchor="middle">
            {columnLabels[index]}
          </text>
        );
      })}
    </g>
  );
}
