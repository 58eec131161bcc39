"use client";

import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { useMemo, type ReactElement } from "react";
import { sameCell, type Cell } from "./cells";
import { GridSurface, wholeView, type GridFrame } from "./grid-surface";
import { axisTick } from "./format";
import { useWidth } from "./size";
import styles from "./chart.module.css";

export interface ScatterPoint extends Cell {
  x: number;
  y: number;
}

export interface ScatterProps {
  label: string;
  /** In order of rows, then columns: point (row, column) at row × columns + column. NaN is "not measured" and not drawn. */
  points: readonly ScatterPoint[];
  rows: number;
  columns: number;
  xTitle: string;
  yTitle: string;
  /** Colour of all points of a row. */
  colour: (row: number) => string;
  describe: (cell: Cell) => readonly string[];
  locked: Cell | null;
  /** False where `locked` is only a default. */
  held?: boolean;
  onLock: (cell: Cell | null) => void;
  onPreview?: (cell: Cell | null) => void;
  /** Points that are previewed elsewhere. */
  marked?: Cell | null;
  height?: number;
}

const LEFT = 46;
const TOP = 26;
const BOTTOM = 42;
const RIGHT = 10;
const REACH = 24;

/** Points of a grid by two of their figures. One path per row, so that thousands stay few nodes and export as vectors. */
export function Scatter(props: ScatterProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: props.height ?? 300 }}>
      {width === null ? null : <SizedScatter {...props} width={width} />}
    </div>
  );
}

const measured = (point: ScatterPoint) => !Number.isNaN(point.x) && !Number.isNaN(point.y);

/** Index of the nearest point within `reach` pixels; −1 without one. Linear: a few thousand points cost less than a frame. */
export function nearest(places: readonly (readonly [number, number])[], x: number, y: number, reach: number): number {
  let best = -1;
  let least = reach * reach;
  places.forEach(([px, py], index) => {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance <= least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

function SizedScatter({ width, label, points, rows, columns, xTitle, yTitle, colour, describe, locked, held = true, onLock, onPreview, marked = null, height = 300 }: ScatterProps & { width: number }): ReactElement {
  const frame: GridFrame = useMemo(() => {
    const plotWidth = Math.max(40, width - LEFT - RIGHT);
    const plotHeight = height - TOP - BOTTOM;
    return { width, height, left: LEFT, top: TOP, plotWidth, plotHeight, cellWidth: plotWidth, cellHeight: plotHeight, gap: 0 };
  }, [width, height]);

  const { x, y } = useMemo(() => {
    const drawn = points.filter(measured);
    const [x0 = 0, x1 = 1] = extent(drawn, (point) => point.x);
    const [y0 = 0, y1 = 1] = extent(drawn, (point) => point.y);
    return {
      x: scaleLinear().domain([Math.min(0, x0), x1 || 1]).nice(5).range([0, frame.plotWidth]),
      y: scaleLinear().domain([Math.min(0, y0), y1 || 1]).nice(5).range([frame.plotHeight, 0]),
    };
  }, [points, frame]);

  const [xText, yText] = [x.tickFormat(5), y.tickFormat(5)];
  const radius = points.length > 400 ? 2.4 : points.length > 120 ? 3.2 : 4.2;
  const places = useMemo(() => points.map((point) => [x(point.x), y(point.y)] as const), [points, x, y]);
  const paths = useMemo(() => {
    const byRow = Array.from({ length: rows }, () => "");
    points.forEach((point, index) => {
      const place = places[index];
      if (!place || !measured(point)) return;
      const [px, py] = place;
      byRow[point.row] = `${byRow[point.row] ?? ""}M${(px - radius).toFixed(1)},${py.toFixed(1)}a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0`;
    });
    return byRow;
  }, [points, places, rows, radius]);

  const placeOf = (cell: Cell | null) => {
    const index = cell ? cell.row * columns + cell.column : -1;
    const point = points[index];
    return point && measured(point) ? places[index] : undefined;
  };
  const at = (px: number, py: number): Cell | null => points[nearest(places, px, py, REACH)] ?? null;

  const marks = (active: Cell | null) => {
    const passing = placeOf(active ?? (sameCell(marked, locked) ? null : marked));
    const fixed = placeOf(locked);
    return (
      <>
        <g transform={`translate(${frame.left}, ${frame.top})`}>
          {y.ticks(5).map((tick) => (
            <g key={`y${tick}`} transform={`translate(0, ${y(tick)})`}>
              <line className={styles.gridLine} x2={frame.plotWidth} />
              <text className={styles.tick} x={-8} dy="0.34em" textAnchor="end">
                {axisTick(yText(tick))}
              </text>
            </g>
          ))}
          {x.ticks(5).map((tick) => (
            <g key={`x${tick}`} transform={`translate(${x(tick)}, ${frame.plotHeight})`}>
              <line className={styles.axisLine} y2={4} />
              <text className={styles.tick} y={17} textAnchor="middle">
                {axisTick(xText(tick))}
              </text>
            </g>
          ))}
          <line className={styles.axisLine} y1={frame.plotHeight} y2={frame.plotHeight} x2={frame.plotWidth} />
          {paths.map((path, row) => (path ? <path key={row} d={path} fill={colour(row)} fillOpacity={0.85} /> : null))}
          {fixed ? (
            <>
              <circle className={styles.halo} cx={fixed[0]} cy={fixed[1]} r={radius + 2} />
              <circle className={styles.locked} cx={fixed[0]} cy={fixed[1]} r={radius + 2} />
            </>
          ) : null}
          {passing ? <circle className={styles.hover} cx={passing[0]} cy={passing[1]} r={radius + 2} data-passing="" /> : null}
        </g>
        <text className={styles.axisTitle} x={0} y={10}>
          ↑ {yTitle}
        </text>
        <text className={styles.axisTitle} x={frame.left + frame.plotWidth} y={frame.height - 4} textAnchor="end">
          {xTitle} →
        </text>
      </>
    );
  };

  return (
    <GridSurface
      {...{ label, frame, describe, marks, locked, held, onLock, onPreview }}
      view={wholeView}
      grid={{ rows, columns }}
      shape={{
        at,
        box: (cell) => {
          const [px, py] = placeOf(cell) ?? [0, 0];
          return { x: px - radius, y: py - radius, width: 2 * radius, height: 2 * radius };
        },
      }}
    />
  );
}
