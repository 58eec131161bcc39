"use client";

import { Progress } from "@base-ui/react/progress";
import type { ReactElement, ReactNode } from "react";
import styles from "./progress-bar.module.css";

export interface ProgressBarProps {
  label: string;
  /** 0 … 1; null while the end is unknown. */
  value: number | null;
  /** Done / total, rate, time left. */
  detail?: ReactNode;
}

export function ProgressBar({ label, value, detail }: ProgressBarProps): ReactElement {
  return (
    <Progress.Root className={styles.root} value={value === null ? null : Math.round(value * 100)}>
      <Progress.Label className={styles.label}>{label}</Progress.Label>
      {detail ? <span className={styles.detail}>{detail}</span> : null}
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
    </Progress.Root>
  );
}
