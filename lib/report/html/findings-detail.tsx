import type { ReactElement } from "react";
import type { Finding } from "@/lib/domain/finding";
import { columnsOf, headingOf, methods, notesOf, onlyOne, tests, type FigureColumn } from "./figure-columns";

/** A finding with its place in the report, by which the check marks its row: "audit.suite.finding", counted from 0. */
export interface PlacedFinding {
  place: string;
  finding: Finding;
}

/** Every figure of the findings of one metric: the table behind its chart. */
export function FindingsDetail({ placed, label }: { placed: readonly PlacedFinding[]; label: string }): ReactElement {
  const findings = placed.map(({ finding }) => finding);
  const method = onlyOne(findings.map(({ ciMethod }) => ciMethod));
  const test = onlyOne(findings.map(({ pMethod }) => pMethod));
  const columns = columnsOf(findings);
  const notes = notesOf(findings);
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={`${label}: table`}>
      <table className="numbers">
        <caption>
          {label}: every figure.{method === null ? "" : ` Intervals: ${methods[method]}.`}
          {test === null ? "" : ` Test: ${tests[test]}.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">group</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="check-column" hidden>
              checked
            </th>
          </tr>
        </thead>
        <tbody>
          {placed.map(({ place, finding }) => (
            <FindingRow key={place} finding={finding} place={place} columns={columns} notes={notes} />
          ))}
        </tbody>
      </table>
      {notes.length === 0 ? null : (
        <ol className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ol>
      )}
    </div>
  );
}

function FindingRow({ finding, place, columns, notes }: { finding: Finding; place: string; columns: readonly FigureColumn[]; notes: readonly string[] }): ReactElement {
  const heading = headingOf(finding, notes);
  return (
    <tr data-figure={place} data-quiet={finding.role === "finding" ? undefined : ""}>
      <th scope="row">
        <bdi>{heading.name}</bdi>
        {heading.control === "" ? null : <span className="quiet">{heading.control}</span>}
        {heading.notes === "" ? null : <sup>{heading.notes}</sup>}
      </th>
      {columns.map(({ name, words, text }) => (
        <td key={name} className={words ? "words" : undefined}>
          {text(finding)}
        </td>
      ))}
      <td className="check-column" hidden />
    </tr>
  );
}
