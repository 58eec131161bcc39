import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import { forestDomain, type ForestRow } from "@/lib/charts/forest-plot-layout";
import { axisTick } from "@/lib/charts/format";
import { Axis, IntervalMarks, MarksLegend } from "./marks";

export const HATCH = "hatch";

/** Rows under a heading of their own: a kind of group, or the controls. */
export interface ForestPart {
  title: string | null;
  rows: readonly ForestRow[];
}

/**
 * A forest plot as a table: a row a group with its name, its interval on the common scale, and its numbers. Rows break across pages of
 * paper but are never cut, and a screen reader reads a table.
 */
export function ForestTable({ label, axisTitle, parts, format }: { label: string; axisTitle: string; parts: readonly ForestPart[]; format: (value: number) => string }): ReactElement {
  const rows = parts.flatMap((part) => part.rows);
  const scale = scaleLinear().domain(forestDomain(rows)).range([0, 100]);
  const nulls = [...new Set(rows.flatMap(({ nullValue }) => (nullValue === null ? [] : [nullValue])))];
  const [lo = 0, hi = 1] = scale.domain();
  // Labels at the very ends would stick out of the drawing.
  const ticks = scale.ticks(5).filter((tick) => tick > lo + (hi - lo) * 0.02 && tick < hi - (hi - lo) * 0.02);
  const write = scale.tickFormat(5);
  return (
    <figure className="forest">
      <table>
        <caption>{label}</caption>
        <colgroup>
          <col className="name-column" />
          <col />
          <col className="value-column" />
        </colgroup>
        <thead className="hidden-head">
          <tr>
            <th scope="col">group</th>
            <th scope="col">chart</th>
            <th scope="col">estimate and interval</th>
          </tr>
        </thead>
        {parts.map((part, i) => (
          <tbody key={i}>
            {part.title === null ? null : (
              <tr className="part">
                <th scope="rowgroup" colSpan={3}>
                  {part.title}
                </th>
              </tr>
            )}
            {part.rows.map((row) => (
              <tr key={row.key} data-tone={row.tone}>
                <th scope="row">
                  <bdi>{row.label}</bdi>
                </th>
                <td className="drawn" title={row.title}>
                  {row.estimate === null && row.interval === null ? <span className="not-measured">not measured</span> : <IntervalMarks row={row} x={scale} height={26} hatch={HATCH} />}
                </td>
                <td className="value">{row.valueText}</td>
              </tr>
            ))}
          </tbody>
        ))}
        {/* At the foot, so that paper repeats it on every page. */}
        <tfoot aria-hidden="true">
          <tr>
            <td />
            <td>
              <Axis x={scale} ticks={ticks} title={axisTitle} nullValue={nulls.length === 1 ? (nulls[0] ?? null) : null} format={(value) => (ticks.includes(value) ? axisTick(write(value)) : format(value))} />
            </td>
            <td />
          </tr>
        </tfoot>
      </table>
      <figcaption>
        <MarksLegend rows={rows} hatch={HATCH} />
      </figcaption>
    </figure>
  );
}
