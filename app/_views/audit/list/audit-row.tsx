"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import type { AuditSummary } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import { IconButton, Menu, type MenuItem } from "@/lib/ui";
import { VerdictCounts, VerdictStrip } from "../verdict";
import { stateNames, whenText } from "../words";
import styles from "./list.module.css";

export interface AuditRowProps {
  summary: AuditSummary;
  onAgain: () => void;
  onPause: () => void;
  onResume: () => void;
  onRename: () => void;
  onCompare: () => void;
  onDelete: () => void;
}

/** One audit of the list: what was audited with what, where it stands, what came out. */
export function AuditRow({ summary, onAgain, onPause, onResume, onRename, onCompare, onDelete }: AuditRowProps): ReactElement {
  const { state, verdicts, unitsDone, unitsTotal } = summary;
  const share = unitsTotal > 0 ? unitsDone / unitsTotal : 0;
  const done = state === "complete";
  const underWay = state === "running" || state === "queued";
  const items: (MenuItem | "separator")[] = [
    ...(underWay ? [{ label: "Pause", icon: "stop" as const, onSelect: onPause }] : []),
    ...(state === "paused" || state === "failed" ? [{ label: "Resume", icon: "play" as const, onSelect: onResume }] : []),
    { label: "Rename…", icon: "edit", onSelect: onRename },
    { label: "Run again", icon: "reset", onSelect: onAgain },
    { label: "Compare…", icon: "branch", onSelect: onCompare, disabled: !done },
    "separator",
    { label: underWay ? "Stop and delete…" : "Delete…", icon: "trash", danger: true, onSelect: onDelete },
  ];
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link href={`/audits/${encodeURIComponent(summary.id)}`} className={styles.title}>
          <bdi>{readableText(summary.title)}</bdi>
        </Link>
        <p className={styles.model}>{summary.modelFileName}</p>
        <p className={styles.suites}>{summary.suites.join(" · ")}</p>
      </div>
      <div className={styles.outcome}>
        {done ? (
          <>
            <VerdictStrip counts={verdicts} />
            <VerdictCounts counts={verdicts} />
          </>
        ) : (
          <>
            <span className={styles.track} role="img" aria-label={`${format.percent(share)} scored`}>
              <span className={styles.fill} data-state={state} style={{ width: `${100 * share}%` }} />
            </span>
            <span className={styles.state} data-state={state}>
              {stateNames[state]} · {format.count(unitsDone)} of {unitsTotal > 0 ? format.count(unitsTotal) : "?"} texts
            </span>
          </>
        )}
      </div>
      <time className={styles.when} dateTime={summary.createdAt}>
        {whenText(summary.createdAt)}
      </time>
      <Menu trigger={<IconButton label={`Actions for ${readableText(summary.title)}`} icon="more" size="s" tooltip={false} />} items={items} />
    </li>
  );
}
