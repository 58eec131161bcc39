"use client";

import { scaleLinear } from "d3-scale";
import { useMemo, type ReactElement } from "react";
import { classNames } from "@/lib/ui";
import { sparseTicks, type Cell } from "./cells";
import { axisTick } from "./format";
import { GridSurface, wholeView, type GridFrame } from "./grid-surface";
import { linePath, spreadLabels } from "./lines-layout";
import { useWidth } from "./size";
import styles from "./chart.module.css";

export interface LineSeries {
  key: string;
  name: string;
  /** One a column; null is "not measured". */
  values: readonly (number | null)[];
  colour: string;
  /** The one or two that the chart is about. */
  strong?: boolean;
}

export interface LinesProps {
  label: string;
  series: readonly LineSeries[];
  columns: readonly string[];
  xTitle: string;
  yTitle: string;
  domain: readonly [number, number];
  describe: (column: number) => readonly string[];
  locked: number | null;
  onLock: (column: number | null) => void;
  /** The first columns, shaded: to be read with care. */
  care: number;
  /** A column with a line through it and words on top. */
  mark: { column: number; text: string } | null;
  height?: number;
}

const LEFT = 44;
const TOP = 36;
const BOTTOM = 40;
const NAME_SPACE = 104;
const NAME_HEIGHT = 13;
const NAME_CHARACTERS = 13;

/** Several series over a few columns, named at their ends. */
export function Lines(props: LinesProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: props.height ?? 280 }}>
      {width === null ? null : <SizedLines {...props} width={width} />}
    </div>
  );
}

const cut = (name: string): string => ([...name].length > NAME_CHARACTERS ? `${[...name].slice(0, NAME_CHARACTERS - 1).join("")}…` : name);

function SizedLines({ width, label, series, columns, xTitle, yTitle, domain, describe, locked, onLock, care, mark, height = 280 }: LinesProps & { width: number }): ReactElement {
  const count = columns.length;
  const frame: GridFrame = useMemo(() => {
    const plotWidth = Math.max(40, width - LEFT - NAME_SPACE);
    const plotHeight = height - TOP - BOTTOM;
    return { width, height, left: LEFT, top: TOP, plotWidth, plotHeight, cellWidth: plotWidth / Math.max(1, count), cellHeight: plotHeight, gap: 0 };
  }, [width, height, count]);
  const [low, high] = domain;
  const y = useMemo(() => scaleLinear().domain([low, high]).range([frame.plotHeight, 0]), [low, high, frame]);
  const x = (column: number): number => (column + 0.5) * frame.cellWidth;
  const yText = y.tickFormat(5);
  // The strong ones last, on top of the others.
  const drawn = useMemo(() => [...series].sort((a, b) => Number(a.strong ?? false) - Number(b.strong ?? false)), [series]);
  const ends = drawn.map(({ values }) => y(Math.max(low, values.at(-1) ?? low)));
  const names = spreadLabels(ends, NAME_HEIGHT, frame.plotHeight);

  const marks = (active: Cell | null) => {
    const pointed = active?.column ?? locked;
    return (
      <>
        <g transform={`translate(${frame.left}, ${frame.top})`}>
          {care > 0 ? <rect className={styles.care} width={care * frame.cellWidth} height={frame.plotHeight} /> : null}
          {y.ticks(5).map((tick) => (
            <g key={tick} transform={`translate(0, ${y(tick)})`}>
              <line className={styles.gridLine} x2={frame.plotWidth} />
              <text className={styles.tick} x={-8} dy="0.34em" textAnchor="end">
                {axisTick(yText(tick))}
              </text>
            </g>
          ))}
          <line className={styles.axisLine} y1={frame.plotHeight} y2={frame.plotHeight} x2={frame.plotWidth} />
          {pointed === null ? null : <line className={styles.axisLine} x1={x(pointed)} x2={x(pointed)} y2={frame.plotHeight} />}
          {mark === null ? null : (
            <>
              <line className={styles.setApart} x1={x(mark.column)} x2={x(mark.column)} y1={-4} y2={frame.plotHeight} />
              <text className={styles.axisTitle} x={Math.min(x(mark.column), frame.plotWidth)} y={-9} textAnchor={x(mark.column) > frame.plotWidth * 0.66 ? "end" : x(mark.column) < frame.plotWidth * 0.33 ? "start" : "middle"}>
                {mark.text}
              </text>
            </>
          )}
          {drawn.map(({ key, values, colour, strong = false }) => {
            const points = values.map((value, column) => (value === null ? null : ([x(column), y(Math.max(low, value))] as const)));
            return (
              <g key={key}>
                <path className={styles.series} d={linePath(points)} stroke={colour} strokeWidth={strong ? 2.5 : 1.25} />
                {points.map((point, column) => (point ? <circle key={column} cx={point[0]} cy={point[1]} r={strong ? 3 : 1.75} fill={colour} /> : null))}
              </g>
            );
          })}
          {drawn.map(({ key, name, strong }, index) => (
            <text key={key} className={classNames(styles.seriesName)} fill={strong ? "var(--ink)" : "var(--ink-quiet)"} fontWeight={strong ? 600 : 400} x={frame.plotWidth + 4} y={names[index]} dy="0.34em">
              {cut(name)}
            </text>
          ))}
          {sparseTicks(count, frame.cellWidth, 20, 0, frame.plotWidth).map((index) => (
            <text key={index} className={classNames(styles.tick, index === pointed && styles.strong)} x={x(index)} y={frame.plotHeight + 16} textAnchor="middle">
              {columns[index]}
            </text>
          ))}
        </g>
        <text className={styles.axisTitle} x={0} y={10}>
          ↑ {yTitle}
        </text>
        <text className={styles.axisTitle} x={frame.left + frame.plotWidth} y={height - 6} textAnchor="end">
          {xTitle} →
        </text>
      </>
    );
  };

  return (
    <GridSurface
      {...{ label, frame, marks }}
      view={wholeView}
      grid={{ rows: 1, columns: count }}
      describe={(cell) => describe(cell.column)}
      locked={locked === null ? null : { row: 0, column: locked }}
      onLock={(cell) => onLock(cell?.column ?? null)}
    />
  );
}
