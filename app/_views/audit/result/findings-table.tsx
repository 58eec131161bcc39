"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { Finding } from "@/lib/domain/finding";
import { VerdictMark } from "../verdict";
import { effectText, groupBlock, groupKind, groupName, intervalText, pText, valueText, verdictReach } from "@/lib/findings/words";
import styles from "./result.module.css";

const columns = ["n", "clusters", "estimate", "95 % interval", "p", "adjusted p", "effect size", "smallest detectable"] as const;

/** "whole", "subject, loans", "gender and age", "controls, loans". */
function headingOf({ role, group }: Finding): string {
  const block = groupBlock(group);
  return `${role === "control" ? "controls" : groupKind(group)}${block === "" ? "" : `, ${block}`}`;
}

/** The findings of one metric with every figure that a statistician asks for; categories and intersections under headings of their own. */
export function FindingsTable({ findings, label }: { findings: readonly Finding[]; label: string }): ReactElement {
  const kinds = [...new Set(findings.map(headingOf))];
  const order = (kind: string) => (kind === "whole" ? 0 : kind.startsWith("controls") ? 3 : kind.includes(" and ") ? 2 : 1);
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{label}</caption>
      <thead>
        <tr>
          <th scope="col">group</th>
          {columns.map((column) => (
            <th key={column} scope="col" data-numeric="">
              {column}
            </th>
          ))}
          <th scope="col">verdict</th>
        </tr>
      </thead>
      {[...kinds]
        .sort((a, b) => order(a) - order(b))
        .map((kind) => (
          <tbody key={kind}>
            {kind === "whole" ? null : (
              <tr className={styles.groupHead}>
                <th scope="rowgroup" colSpan={columns.length + 2}>
                  {kind.startsWith("controls") ? kind : `by ${kind}`}
                </th>
              </tr>
            )}
            {findings
              .filter((finding) => headingOf(finding) === kind)
              .map((finding) => (
                <FindingRow key={`${finding.id}/${finding.group}`} finding={finding} />
              ))}
          </tbody>
        ))}
    </table>
  );
}

/** What the rows' methods need a reader to know, each once with the number of rows that it holds for. */
export function FindingNotes({ findings }: { findings: readonly Finding[] }): ReactElement | null {
  const counts = new Map<string, number>();
  for (const note of findings.flatMap(({ notes }) => notes)) counts.set(note, (counts.get(note) ?? 0) + 1);
  if (counts.size === 0) return null;
  return (
    <ul className={styles.notes} aria-label="Notes on these findings">
      {[...counts].map(([note, rows]) => (
        <li key={note}>
          {note}
          {findings.length > 1 ? ` (${format.count(rows)} of ${format.count(findings.length)} rows)` : ""}
        </li>
      ))}
    </ul>
  );
}

function FindingRow({ finding }: { finding: Finding }): ReactElement {
  const { unit, verdict } = finding;
  const cells = [
    format.count(finding.n),
    format.count(finding.clusters),
    valueText(unit, finding.estimate),
    finding.ci === null ? "–" : intervalText(unit, finding.ci),
    pText(finding.p),
    pText(finding.pAdjusted),
    effectText(finding.effect),
    finding.mde === null ? "–" : valueText(unit, finding.mde.value),
  ];
  return (
    <tr data-quiet={finding.role === "control" || undefined} title={finding.notes.join(" ")}>
      <th scope="row">{groupName(finding.group)}</th>
      {cells.map((cell, i) => (
        <td key={columns[i]} data-numeric="" data-label={columns[i]}>
          {cell}
        </td>
      ))}
      <td data-label="verdict">
        {verdict === null ? (
          "–"
        ) : (
          <>
            <VerdictMark kind={verdict.kind} /> <span className={styles.reach}>{verdictReach(verdict, unit)}</span>
          </>
        )}
      </td>
    </tr>
  );
}
