import { useId, type ReactElement } from "react";
import type { Cell, GridView } from "./cells";
import { cellBox, type GridFrame } from "./grid-surface";
import type { CellRegion } from "./heat-map";
import type { ImageSize } from "./pixel-image";
import styles from "./chart.module.css";

interface MarksProps {
  frame: GridFrame;
  view: GridView;
  /** Of the plot's clip path. */
  clip: string;
}

/** A stroke through every cell without a value, in the page's line colour. */
export function strikeEmpty(context: CanvasRenderingContext2D, values: ArrayLike<number>, { columns, rows }: ImageSize, view: GridView, stepX: number, stepY: number): void {
  context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--line") || "#cdc8bb";
  context.lineWidth = 1;
  context.beginPath();
  const length = Math.min(stepX, stepY, 16) * 0.28;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!Number.isNaN(values[row * columns + column] ?? Number.NaN)) continue;
      const [x, y] = [view.x + (column + 0.5) * stepX, view.y + (row + 0.5) * stepY];
      context.moveTo(x - length, y + length);
      context.lineTo(x + length, y - length);
    }
  }
  context.stroke();
}

/** Diamonds in cells. */
export function Signs({ frame, view, clip, cells }: MarksProps & { cells: readonly Cell[] }): ReactElement {
  return (
    <g transform={`translate(${frame.left}, ${frame.top})`} clipPath={`url(#${clip})`}>
      {cells.map((cell) => {
        const { x, y, width, height } = cellBox(cell, frame, view);
        const size = Math.max(2.5, Math.min(5, width / 2, height / 2));
        return <path key={`${cell.row}.${cell.column}`} className={styles.sign} d={`M${x + width / 2},${y + height / 2 - size}l${size},${size}l${-size},${size}l${-size},${-size}z`} />;
      })}
    </g>
  );
}

/** Rectangles of cells that are hatched, or stand out. */
export function Regions({ frame, view, clip, regions }: MarksProps & { regions: readonly CellRegion[] }): ReactElement {
  const hatch = useId();
  return (
    <g transform={`translate(${frame.left}, ${frame.top})`} clipPath={`url(#${clip})`}>
      <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line className={styles.hatch} x1={0} x2={0} y1={0} y2={6} />
      </pattern>
      {regions.map(({ from, to, kind }) => {
        const [first, last] = [cellBox(from, frame, view), cellBox(to, frame, view)];
        const box = { x: first.x, y: first.y, width: last.x + last.width - first.x, height: last.y + last.height - first.y };
        return kind === "without" ? (
          <rect key={kind} {...box} fill={`url(#${hatch})`} />
        ) : (
          <rect key={kind} className={styles.reach} {...box} rx={1} data-passing="" />
        );
      })}
    </g>
  );
}
