"use client";

import type { ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { VitrineError } from "@/lib/domain/errors";
import { Button, ErrorNotice, ProgressBar, VisuallyHidden } from "@/lib/ui";
import { runProgress, type RunState } from "./run-state";
import styles from "./run-progress.module.css";

/** Where a run stands, or why it failed. */
export function RunProgress({ run, generate, onRetry }: { run: RunState; generate: number | null; onRetry: (() => void) | null }): ReactElement {
  if (run.error) {
    return <ErrorNotice {...explainError(VitrineError.fromBody(run.error))} action={onRetry ? <Button onClick={onRetry}>Run again</Button> : undefined} />;
  }
  const { label, value, detail } = runProgress(run, generate);
  return (
    <div className={styles.progress}>
      <span role="status">
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
      <ProgressBar label={label} value={value} detail={detail} />
      <p className={styles.note}>{run.phase === "done" ? "Opening what was captured." : "It goes on when you close this tab; you find it under Recent."}</p>
    </div>
  );
}
