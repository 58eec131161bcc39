import type { ReactElement } from "react";
import type { ForestRow, ForestTone } from "@/lib/charts/forest-plot-layout";

/**
 * Marks of intervals for a page that knows no width: places in percent of the room, so that one drawing serves a phone, a screen and
 * paper. Colours come from classes, since the file allows no style attributes.
 */

/** Value to percent of the width, 0 … 100. */
export type Percent = (value: number) => number;

const at = (x: Percent, value: number): string => `${x(value).toFixed(3)}%`;

function span(x: Percent, [from, to]: readonly [number, number]): { x: string; width: string } {
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  return { x: `${left.toFixed(3)}%`, width: `${Math.max(0.4, right - left).toFixed(3)}%` };
}

export type IntervalMark = Pick<ForestRow, "estimate" | "interval" | "spread" | "known" | "tone" | "nullValue">;

/** One estimate: spread over phrasings, interval, line of no effect, estimate, and a value known beforehand. */
export function IntervalMarks({ row, x, height, hatch }: { row: IntervalMark; x: Percent; height: number; hatch: string }): ReactElement {
  const { spread, interval, estimate, known, nullValue, tone } = row;
  const middle = height / 2;
  return (
    <svg className="marks" width="100%" height={height} data-tone={tone} aria-hidden="true">
      {spread ? <rect className="spread" {...span(x, spread)} y={middle - 8} height={16} rx={2} /> : null}
      {nullValue === null ? null : <line className="null-line" x1={at(x, nullValue)} x2={at(x, nullValue)} y1={0} y2={height} />}
      {interval ? <rect className="interval" {...span(x, interval)} y={middle - 4} height={8} rx={1} {...(tone === "inconclusive" ? { fill: `url(#${hatch})` } : {})} /> : null}
      {known ? (
        <>
          <line className="tolerance" x1={at(x, known.value - known.tolerance)} x2={at(x, known.value + known.tolerance)} y1={middle + 9} y2={middle + 9} />
          <svg x={at(x, known.value)} y={middle} overflow="visible">
            <path className="known" d="M0,5l4,4l-4,4l-4,-4Z" />
          </svg>
        </>
      ) : null}
      {estimate === null ? null : (
        <svg x={at(x, estimate)} y={middle} overflow="visible">
          <rect className="estimate" x={-1.5} y={-7} width={3} height={14} rx={1} />
        </svg>
      )}
    </svg>
  );
}

/** The hatching of intervals that tell nothing; once in the document. */
export function HatchDefinition({ id }: { id: string }): ReactElement {
  return (
    <svg className="definitions" width={0} height={0} aria-hidden="true" focusable="false">
      <defs>
        <pattern id={id} width={5} height={5} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line className="hatch-line" x1={0} x2={0} y1={0} y2={5} />
        </pattern>
      </defs>
    </svg>
  );
}

/** An axis with its ticks, and what it measures. */
export function Axis({ x, ticks, title, nullValue, format }: { x: Percent; ticks: readonly number[]; title: string; nullValue: number | null; format: (value: number) => string }): ReactElement {
  return (
    <>
      <svg className="axis" width="100%" height={20} aria-hidden="true">
        <line className="axis-line" x1="0" x2="100%" y1={0.5} y2={0.5} />
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="axis-line" x1={at(x, tick)} x2={at(x, tick)} y1={0} y2={4} />
            <text x={at(x, tick)} y={16} textAnchor="middle">
              {format(tick)}
            </text>
          </g>
        ))}
      </svg>
      <p className="axis-title">
        {title} →{nullValue === null ? null : <span> line: no effect, {format(nullValue)}</span>}
      </p>
    </>
  );
}

const tones: readonly (readonly [ForestTone, string])[] = [
  ["detected", "detected"],
  ["not-detected", "not detected"],
  ["inconclusive", "inconclusive"],
  ["plain", "no verdict"],
  ["control", "control"],
];

/** What the marks mean, of those that are drawn. */
export function MarksLegend({ rows, hatch }: { rows: readonly IntervalMark[]; hatch: string }): ReactElement {
  const x: Percent = (value) => value * 100;
  const present = tones.filter(([tone]) => rows.some((row) => row.tone === tone));
  const swatch = (row: Partial<IntervalMark>) => (
    <span className="swatch">
      <IntervalMarks row={{ estimate: null, interval: null, spread: null, known: null, nullValue: null, tone: "plain", ...row }} x={x} height={26} hatch={hatch} />
    </span>
  );
  return (
    <ul className="legend" aria-label="Legend">
      {present.map(([tone, name]) => (
        <li key={tone}>
          {swatch({ tone, interval: [0.05, 0.95], estimate: 0.5 })}
          {name}: interval and estimate
        </li>
      ))}
      {rows.some(({ spread }) => spread !== null) ? <li>{swatch({ spread: [0, 1] })}spread over phrasings</li> : null}
      {rows.some(({ known }) => known !== null) ? <li>{swatch({ known: { value: 0.5, tolerance: 0.45 } })}planted, with its tolerance</li> : null}
    </ul>
  );
}
