"use client";

import type { ReactElement } from "react";
import type { AuditDetail, SuiteResult } from "@/lib/domain/audit";
import { EmptyState, Icon } from "@/lib/ui";
import type { AuditView } from "../state";
import type { SetAuditView } from "../use-audit-view";
import { SuitePanel } from "./suite-panel";
import { VerdictBox } from "./verdict-box";
import styles from "./result.module.css";

/** A p-value that is watched while data come in no longer means what it says: until the end there is none. */
const withoutEarlyTests = (result: SuiteResult): SuiteResult =>
  result.complete ? result : { ...result, findings: result.findings.map((finding) => ({ ...finding, p: null, pAdjusted: null, verdict: null })) };

/** What an audit found: a box a suite, and the open suite in full. */
export function ResultView({ detail, view, setView }: { detail: AuditDetail; view: AuditView; setView: SetAuditView }): ReactElement {
  const { suites, manifest } = detail;
  const results = detail.results.map(withoutEarlyTests);
  const open = results.find(({ suite }) => suite === view.suite) ?? results[0];
  if (open === undefined) {
    return <EmptyState title="No result yet">A first estimate appears here as soon as some items of a suite are scored.</EmptyState>;
  }
  const suiteOf = (id: string) => suites.find((suite) => suite.id === id);
  return (
    <div className={styles.result}>
      {manifest !== null && manifest.interventions.length > 0 ? (
        <p className={styles.banner} role="note">
          <Icon name="warning" /> The model was changed while it was audited: {manifest.interventions.join(", ")}.
        </p>
      ) : null}
      <div className={styles.boxes} data-count={results.length}>
        {results.map((result) => (
          <VerdictBox key={result.suite} result={result} suite={suiteOf(result.suite)} open={results.length > 1 && result.suite === open.suite} onOpen={() => setView({ suite: result.suite, metric: undefined })} />
        ))}
      </div>
      <SuitePanel key={open.suite} detail={detail} result={open} suite={suiteOf(open.suite)} metric={view.metric} onMetric={(metric) => setView({ suite: open.suite, metric }, "replace")} />
    </div>
  );
}
