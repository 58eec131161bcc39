import type { ReactElement } from "react";
import { count } from "@/lib/charts/format";
import type { Finding } from "@/lib/domain/finding";
import { effectText, groupName, intervalText, pText, valueText, verdictSentence } from "@/lib/findings/words";

/** A finding with its place in the report, by which the check marks its row: "audit.suite.finding", counted from 0. */
export interface PlacedFinding {
  place: string;
  finding: Finding;
}

const methods: Record<Finding["ciMethod"], string> = { wilson: "Wilson", bca: "BCa", percentile: "percentile", student: "Student’s t", "wilson-clusters": "Wilson, clusters", none: "none" };
const tests: Record<Finding["pMethod"], string> = {
  "sign-test": "exact sign test", "sign-flip": "sign flips", student: "Student’s t", "label-permutation": "label permutation", "max-min-permutation": "permutation of the range", none: "none",
};

/** Columns that not every table has. */
interface Shape {
  banded: boolean;
  method: boolean;
  test: boolean;
}

const onlyOne = <T,>(values: readonly T[]): T | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);

/** Every figure of the findings of one metric: the table behind its chart. */
export function FindingsDetail({ placed, label }: { placed: readonly PlacedFinding[]; label: string }): ReactElement {
  const findings = placed.map(({ finding }) => finding);
  const banded = findings.some(({ extra }) => typeof extra["lowest_phrasing"] === "number");
  // What is the same in every row is said once.
  const method = onlyOne(findings.map(({ ciMethod }) => ciMethod));
  const test = onlyOne(findings.map(({ pMethod }) => pMethod));
  const shape: Shape = { banded, method: method === null, test: test === null };
  const notes = [...new Set(findings.flatMap((finding) => finding.notes))];
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
            <th scope="col">n</th>
            <th scope="col">clusters</th>
            <th scope="col">estimate</th>
            <th scope="col">interval</th>
            {shape.method ? <th scope="col">method</th> : null}
            <th scope="col">p</th>
            <th scope="col">adjusted p</th>
            {shape.test ? <th scope="col">test</th> : null}
            <th scope="col">effect size</th>
            <th scope="col">detectable</th>
            {banded ? <th scope="col">phrasings</th> : null}
            <th scope="col">verdict</th>
            <th scope="col" className="check-column" hidden>
              checked
            </th>
          </tr>
        </thead>
        <tbody>
          {placed.map(({ place, finding }) => (
            <FindingRow key={place} finding={finding} place={place} shape={shape} notes={notes} />
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

function FindingRow({ finding, place, shape, notes }: { finding: Finding; place: string; shape: Shape; notes: readonly string[] }): ReactElement {
  const { unit, extra, verdict } = finding;
  const { lowest_phrasing: lo, highest_phrasing: hi } = extra;
  return (
    <tr data-figure={place} data-quiet={finding.role === "finding" ? undefined : ""}>
      <th scope="row">
        <bdi>{groupName(finding.group)}</bdi>
        {finding.role === "control" ? <span className="quiet"> control</span> : null}
        {finding.notes.length === 0 ? null : <sup>{finding.notes.map((note) => notes.indexOf(note) + 1).join(", ")}</sup>}
      </th>
      <td>{count(finding.n)}</td>
      <td>{count(finding.clusters)}</td>
      <td>{valueText(unit, finding.estimate)}</td>
      <td>{finding.ci === null ? "–" : intervalText(unit, finding.ci)}</td>
      {shape.method ? <td className="words">{methods[finding.ciMethod]}</td> : null}
      <td>{pText(finding.p)}</td>
      <td>{pText(finding.pAdjusted)}</td>
      {shape.test ? <td className="words">{tests[finding.pMethod]}</td> : null}
      <td>{effectText(finding.effect)}</td>
      <td>{finding.mde === null ? "–" : valueText(unit, finding.mde.value)}</td>
      {shape.banded ? <td>{typeof lo === "number" && typeof hi === "number" ? `${valueText(unit, lo)} – ${valueText(unit, hi)}` : "–"}</td> : null}
      <td className="words">{verdict === null ? "–" : verdictSentence(verdict, unit)}</td>
      <td className="check-column" hidden />
    </tr>
  );
}
