import type { ReactElement } from "react";
import { count } from "@/lib/charts/format";
import type { Report, ReportSuite } from "@/lib/domain/report";
import { Facts, Section, type Fact } from "../parts";
import { profileNames } from "./title";

const sources: Record<ReportSuite["source"], string> = { bundled: "bundled with the software", own: "written by the auditor", imported: "a public set, imported by the auditor" };

/** Section 5: which items, under which licence, how many were used, and what is not in this report. */
export function Data({ report }: { report: Report }): ReactElement {
  return (
    <Section number={5} title="Data">
      {report.audits.map((audit, i) => (
        <div key={i}>
          {report.audits.length > 1 ? <h3>{audit.title}</h3> : null}
          {audit.suites.map((suite, j) => {
            const used = audit.manifest.suites.find(({ id }) => id === suite.suite);
            return (
              <div key={j} className="suite-card">
                <h3>{suite.title}</h3>
                <Facts
                  rows={[
                    ["source", sources[suite.source]],
                    ["licence", `${suite.licence}${suite.shareAlike ? ", share-alike" : ""}`],
                    ["SHA-256", <span key="h" className="mono">{suite.sha256}</span>],
                    ["items used", `${count(used?.trialsUsed ?? suite.trials)}${suite.complete ? "" : " so far: the suite was not finished"}`],
                    ...suite.leftOut.map(({ reason, count: n }): Fact => ["left out", `${count(n)}: ${reason}`]),
                    ...(suite.leftOut.length === 0 ? [["left out", "none"] as const] : []),
                    ...(used && used.lackingWords.length > 0 ? [["words that the vocabulary lacks", used.lackingWords.join(", ")] as const] : []),
                    ["in this report", `${profileNames[suite.profile]}${suite.profileReason === null ? "" : ` (${suite.profileReason})`}`],
                  ]}
                />
              </div>
            );
          })}
        </div>
      ))}
      {report.removed.length === 0 ? null : (
        <>
          <h3>What was taken out before sharing</h3>
          <div className="scroll" tabIndex={0} role="group" aria-label="What was taken out">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">what</th>
                  <th scope="col">why</th>
                  <th scope="col" className="number-cell">
                    how many
                  </th>
                </tr>
              </thead>
              <tbody>
                {report.removed.map(({ what, why, count: n }, i) => (
                  <tr key={i}>
                    <th scope="row">{what}</th>
                    <td>{why}</td>
                    <td className="number-cell">{n === null ? "–" : count(n)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}
