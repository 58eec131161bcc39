"use client";

import { useCallback, useId, useMemo, type ReactElement } from "react";
import type { Painter } from "./canvas";
import { sparseTicks, type Cell } from "./cells";
import { CellMarks, GridSurface, wholeView, type GridFrame } from "./grid-surface";
import { colourCells, toImage } from "./pixel-image";
import { useWidth } from "./size";
import { classNames } from "@/lib/ui";
import type { ValueScale } from "./value-scale";
import styles from "./chart.module.css";

export interface SmallMultiplesProps {
  label: string;
  rows: number;
  columns: number;
  /** Each map is size × size. */
  size: number;
  /** (rows, columns, size, size) row-major; NaN stays empty. */
  values: Float32Array;
  scale: ValueScale;
  rowTitle: string;
  columnTitle: string;
  describe: (cell: Cell) => readonly string[];
  locked: Cell | null;
  /** False where `locked` is only a default. */
  held?: boolean;
  onLock: (cell: Cell | null) => void;
  onPreview?: (cell: Cell | null) => void;
  /** A map that is previewed elsewhere. */
  marked?: Cell | null;
}

const LEFT = 28;
const TOP = 36;
const LARGEST = 64;
/** Below this a map cannot be told from its neighbour: the chart scrolls instead. */
const SMALLEST = 12;

/** Every map as a thumbnail on one canvas: drawn once, so that moving over hundreds of them costs nothing. */
export function SmallMultiples(props: SmallMultiplesProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} className={styles.scroller} style={{ minHeight: TOP + props.rows * SMALLEST }}>
      {width === null ? null : <SizedSmallMultiples {...props} width={width} />}
    </div>
  );
}

/** Thumbnails as large as the width allows, within bounds; the gap between them grows with their size. Pure. */
export function multiplesFrame(width: number, rows: number, columns: number): GridFrame {
  const step = Math.min(LARGEST, Math.max(SMALLEST, Math.floor((width - LEFT - 4) / columns)));
  const gap = step >= 36 ? 4 : step >= 20 ? 3 : 2;
  return {
    width: LEFT + columns * step + 4,
    height: TOP + rows * step + 4,
    left: LEFT,
    top: TOP,
    plotWidth: columns * step,
    plotHeight: rows * step,
    cellWidth: step,
    cellHeight: step,
    gap,
  };
}

/**
 * Lays the maps out as one image, map (r, c) at rows r·size and columns c·size, so that colouring is one pass and drawing one
 * call per map. `values`: (rows, columns, size, size) → (rows × size, columns × size), row-major.
 */
export function tileMaps(values: ArrayLike<number>, rows: number, columns: number, size: number): Float32Array {
  const tiled = new Float32Array(rows * columns * size * size);
  let from = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      for (let y = 0; y < size; y++) {
        let to = ((r * size + y) * columns + c) * size;
        for (let x = 0; x < size; x++) tiled[to++] = values[from++] ?? Number.NaN;
      }
    }
  }
  return tiled;
}

function SizedSmallMultiples({ width, label, rows, columns, size, values, scale, rowTitle, columnTitle, describe, locked, held = true, onLock, onPreview, marked = null }: SmallMultiplesProps & { width: number }): ReactElement {
  const clip = useId();
  const frame = useMemo(() => multiplesFrame(width, rows, columns), [width, rows, columns]);
  const image = useMemo(() => {
    const shape = { rows: rows * size, columns: columns * size };
    return toImage(colourCells(tileMaps(values, rows, columns, size), shape, scale), shape);
  }, [values, rows, columns, size, scale]);

  const paint = useCallback<Painter>(
    (context, w, h) => {
      context.clearRect(0, 0, w, h);
      const side = frame.cellWidth - frame.gap;
      // Maps shrink by averaging; those that grow keep hard cells.
      context.imageSmoothingEnabled = side < size;
      context.imageSmoothingQuality = "high";
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) context.drawImage(image, c * size, r * size, size, size, c * frame.cellWidth, r * frame.cellHeight, side, side);
      }
    },
    [image, frame, rows, columns, size],
  );

  const marks = (active: Cell | null) => {
    const passing = active ?? marked;
    const row = passing?.row ?? locked?.row;
    const column = passing?.column ?? locked?.column;
    const side = frame.cellWidth - frame.gap;
    return (
      <>
        <text className={styles.axisTitle} x={0} y={10}>
          {rowTitle} ↓
        </text>
        <text className={styles.axisTitle} x={frame.left + frame.plotWidth - frame.gap} y={10} textAnchor="end">
          {columnTitle} →
        </text>
        {labelsAt(rows, frame.cellHeight, 12, row).map((index) => (
          <text key={`r${index}`} className={classNames(styles.tick, index === row && styles.strong)} x={frame.left - 8} y={frame.top + index * frame.cellHeight + side / 2} dy="0.34em" textAnchor="end">
            {index}
          </text>
        ))}
        {labelsAt(columns, frame.cellWidth, 18, column).map((index) => (
          <text key={`c${index}`} className={classNames(styles.tick, index === column && styles.strong)} x={frame.left + index * frame.cellWidth + side / 2} y={frame.top - 7} textAnchor="middle">
            {index}
          </text>
        ))}
        <CellMarks frame={frame} view={wholeView} active={passing} locked={locked} clip={clip} />
      </>
    );
  };

  return <GridSurface {...{ label, frame, paint, describe, marks, locked, held, onLock, onPreview }} view={wholeView} grid={{ rows, columns }} />;
}

/** Numbers that fit, and always the one in question, drawn last so that it covers its neighbours. */
function labelsAt(count: number, step: number, least: number, extra: number | undefined): number[] {
  const ticks = sparseTicks(count, step, least, 0, count * step).filter((index) => index !== extra);
  return extra === undefined ? ticks : [...ticks, extra];
}
