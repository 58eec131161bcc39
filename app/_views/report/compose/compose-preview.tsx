"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { ReportPreview } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { Icon } from "@/lib/ui";
import { profiles } from "../words";
import styles from "./compose.module.css";

/** Exactly what would leave, and what was taken out of it. */
export function ComposePreview({ preview, fetching }: { preview: ReportPreview; fetching: boolean }): ReactElement {
  return (
    <div className={styles.preview} aria-busy={fetching || undefined} data-fetching={fetching || undefined}>
      {preview.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <Icon name="warning" /> {readableText(warning)}
        </p>
      ))}
      <h3>Leaves</h3>
      <ul className={styles.parts}>
        {preview.suites.map((suite) => (
          <li key={`${suite.audit}/${suite.suite}`}>
            <span className={styles.choiceTitle}>{suite.suite}</span>
            <span>
              {profiles[suite.profile].name.toLowerCase()}
              {suite.profile === "aggregates" ? "" : ` of ${format.count(suite.items)} items`}
              {suite.texts > 0 ? `, ${format.count(suite.texts)} with their texts` : ""}
            </span>
            {suite.reason === null ? null : <span className={styles.quiet}>{readableText(suite.reason)}</span>}
          </li>
        ))}
      </ul>
      <p className={styles.size}>
        <span>Data in the file</span> <strong>{format.bytes(preview.bytes)}</strong>
      </p>
      <h3>Stays here</h3>
      <ul className={styles.parts}>
        {preview.removed.map(({ what, why, count }, i) => (
          <li key={i}>
            <span className={styles.choiceTitle}>
              {readableText(what)}
              {count === null ? "" : ` · ${format.count(count)}`}
            </span>
            <span className={styles.quiet}>{readableText(why)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
