import type { ReactElement } from "react";
import type { Finding } from "@/lib/domain/finding";
import { intervalText, pWords, valueText } from "@/lib/findings/words";
import { HEAT_STEPS, heatClass, type HeatMapData } from "./heat";

function told(finding: Finding): string {
  const { unit, estimate, ci, n, pAdjusted } = finding;
  return `${valueText(unit, estimate)} ${intervalText(unit, ci)}, ${n} items, ${pWords(pAdjusted, "adjusted p")}`;
}

/** Intersections of two attributes: coloured by the distance from "no effect", each cell with its number. */
export function HeatTable({ map, unit, label }: { map: HeatMapData; unit: Finding["unit"]; label: string }): ReactElement {
  return (
    <figure className="heat">
      <div className="scroll" tabIndex={0} role="group" aria-label={`${label}, ${map.rowKind} by ${map.columnKind}`}>
        <table>
          <caption>
            {label}: {map.rowKind} and {map.columnKind} together
          </caption>
          <thead>
            <tr>
              <td />
              {map.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.cells.map((cells, i) => (
              <tr key={map.rows[i]}>
                <th scope="row">{map.rows[i]}</th>
                {cells.map((finding, j) => (
                  <td key={map.columns[j]} className={heatClass(finding, map.farthest)} title={finding === null ? "not measured" : told(finding)}>
                    {finding === null ? "–" : valueText(unit, finding.estimate)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="heat-legend">
        <span>{valueText(unit, -map.farthest)}</span>
        {Array.from({ length: 2 * HEAT_STEPS + 1 }, (_, i) => (
          <span key={i} className={`h${i - HEAT_STEPS}`} aria-hidden="true" />
        ))}
        <span>+{valueText(unit, map.farthest)}</span>
        <span className="quiet">distance from no effect</span>
      </figcaption>
    </figure>
  );
}
