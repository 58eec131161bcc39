"use client";

import { scaleLinear } from "d3-scale";
import { useMemo, type ReactElement } from "react";
import { classNames } from "@/lib/ui";
import { sparseTicks, type Cell } from "./cells";
import { axisTick } from "./format";
import { GridSurface, wholeView, type GridFrame } from "./grid-surface";
import { useWidth } from "./size";
import { largest } from "./value-scale";
import styles from "./chart.module.css";
import bars from "./bars.module.css";

export interface ColumnBarsProps {
  label: string;
  /** One bar each; NaN is "not measured" and leaves a gap. Not negative. */
  values: ArrayLike<number>;
  /** What stands below each bar; their numbers from 0 by default. */
  names?: readonly string[];
  /** Bars that stand out, e.g. the chosen ones. */
  chosen: ReadonlySet<number>;
  xTitle: string;
  yTitle: string;
  describe: (index: number) => readonly string[];
  locked: number | null;
  onLock: (index: number | null) => void;
  height?: number;
}

const LEFT = 42;
const TOP = 26;
const BOTTOM = 36;

/** Many bars side by side, numbered from 0 or named: for distributions. */
export function ColumnBars(props: ColumnBarsProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} style={{ minHeight: props.height ?? 200 }}>
      {width === null ? null : <SizedColumnBars {...props} width={width} />}
    </div>
  );
}

function SizedColumnBars({ width, label, values, names, chosen, xTitle, yTitle, describe, locked, onLock, height = 200 }: ColumnBarsProps & { width: number }): ReactElement {
  const count = values.length;
  const frame: GridFrame = useMemo(() => {
    const step = Math.min(names ? 64 : 40, Math.max(2, (width - LEFT - 4) / count));
    const plotHeight = height - TOP - BOTTOM;
    return { width, height, left: LEFT, top: TOP, plotWidth: step * count, plotHeight, cellWidth: step, cellHeight: plotHeight, gap: step >= 6 ? Math.min(6, step * 0.22) : 0.5 };
  }, [width, height, count, names]);
  const y = useMemo(() => scaleLinear().domain([0, largest(values) || 1]).nice(4).range([frame.plotHeight, 0]), [values, frame]);
  const yText = y.tickFormat(4);
  const toCell = (index: number | null): Cell | null => (index === null ? null : { row: 0, column: index });

  const marks = (active: Cell | null) => {
    const barWidth = Math.max(1, frame.cellWidth - frame.gap);
    const pointed = active?.column ?? locked;
    const widest = Math.max(20, ...(names ?? []).map((name) => name.length * 6.5 + 6));
    const ticks = sparseTicks(count, frame.cellWidth, widest + 4, 0, frame.plotWidth).filter((index) => pointed === null || Math.abs(index - pointed) * frame.cellWidth >= widest);
    return (
      <g transform={`translate(${frame.left}, ${frame.top})`}>
        {y.ticks(4).map((tick) => (
          <g key={tick} transform={`translate(0, ${y(tick)})`}>
            <line className={styles.gridLine} x2={frame.plotWidth} />
            <text className={styles.tick} x={-8} dy="0.34em" textAnchor="end">
              {axisTick(yText(tick))}
            </text>
          </g>
        ))}
        {Array.from({ length: count }, (_, index) => {
          const value = values[index] ?? Number.NaN;
          if (Number.isNaN(value)) return null;
          const top = y(value);
          return (
            <rect
              key={index}
              className={classNames(bars.column, chosen.has(index) && bars.chosen, index === active?.column && bars.pointed)}
              x={index * frame.cellWidth}
              y={top}
              width={barWidth}
              height={Math.max(0.5, frame.plotHeight - top)}
            />
          );
        })}
        {locked === null ? null : <rect className={styles.locked} x={locked * frame.cellWidth - 1.5} y={y(values[locked] ?? 0) - 1.5} width={barWidth + 3} height={frame.plotHeight - y(values[locked] ?? 0) + 3} />}
        <line className={styles.axisLine} y1={frame.plotHeight} y2={frame.plotHeight} x2={frame.plotWidth} />
        {[...ticks, ...(pointed === null ? [] : [pointed])].map((index) => (
          <text key={index} className={classNames(styles.tick, index === pointed && styles.strong)} x={index * frame.cellWidth + barWidth / 2} y={frame.plotHeight + 15} textAnchor="middle">
            {names?.[index] ?? index}
          </text>
        ))}
        <text className={styles.axisTitle} x={-LEFT} y={-14}>
          ↑ {yTitle}
        </text>
        <text className={styles.axisTitle} x={frame.plotWidth} y={frame.plotHeight + 31} textAnchor="end">
          {xTitle} →
        </text>
      </g>
    );
  };

  return (
    <GridSurface
      {...{ label, frame, marks }}
      view={wholeView}
      grid={{ rows: 1, columns: count }}
      describe={(cell) => describe(cell.column)}
      locked={toCell(locked)}
      onLock={(cell) => onLock(cell?.column ?? null)}
    />
  );
}
