"use client";

import { useState, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { format } from "@/lib/charts";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { visibleText } from "@/lib/domain/visible-text";
import { ErrorNotice, Icon, Skeleton } from "@/lib/ui";
import { manifestRows } from "./manifest-rows";
import { useSelfChecks } from "./use-self-checks";
import styles from "./run-details.module.css";

/** Everything needed to run it again, and proof that its numbers hang together; folded away until asked for. */
export function RunDetails({ detail }: { detail: InspectionDetail }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        Details of this run
        <span className={styles.quiet}>model and settings to repeat it, and self-checks on its numbers</span>
      </summary>
      <div className={styles.body}>
        <SelfChecks detail={detail} open={open} />
        <div className={styles.groups}>
          {manifestRows(detail).map(({ title, rows }) => (
            <section key={title} aria-label={title}>
              <h3 className={styles.title}>{title}</h3>
              <dl className={styles.list}>
                {rows.map(({ term, value, mono }) => (
                  <div key={term}>
                    <dt>{term}</dt>
                    <dd className={mono ? styles.mono : undefined}>{value}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <section aria-label="Exact text sent">
          <h3 className={styles.title}>Exact text sent</h3>
          <pre className={styles.rendered}>{visibleText(detail.manifest.renderedPrompt).replaceAll("↵", "↵\n")}</pre>
        </section>
      </div>
    </details>
  );
}

function SelfChecks({ detail, open }: { detail: InspectionDetail; open: boolean }): ReactElement {
  const { checks, error } = useSelfChecks(detail, open);
  return (
    <section aria-label="Self-checks">
      <h3 className={styles.title}>Self-checks</h3>
      <p className={styles.quiet}>Properties that must hold if the capture is right, tested on the stored numbers now.</p>
      {error !== null ? <ErrorNotice {...explainError(error)} /> : null}
      {checks === null && error === null ? <Skeleton height={110} label="The checks are running" /> : null}
      <ul className={styles.checks}>
        {checks?.map(({ label, passed, found }) => (
          <li key={label} data-result={passed === null ? "none" : passed ? "passed" : "failed"}>
            <Icon name={passed === null ? "minus" : passed ? "check" : "warning"} />
            <span>
              {label}
              <span className={styles.quiet}>
                {" "}
                {passed === null ? "" : passed ? "holds: " : "does not hold: "}
                {found}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <p className={styles.quiet}>
        Trace: {format.bytes(detail.summary.traceBytes)}, SHA-256 <code className={styles.hash}>{detail.traceSha256}</code>
      </p>
    </section>
  );
}
