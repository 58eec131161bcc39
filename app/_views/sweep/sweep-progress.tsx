"use client";

import type { ReactElement, ReactNode } from "react";
import { format } from "@/lib/charts";
import { explainError } from "@/lib/domain/explain-error";
import { Button, ErrorNotice } from "@/lib/ui";
import { StudyProgressBar } from "../study/study-progress";
import type { SweepState } from "./use-sweep";
import styles from "./sweep.module.css";

export interface SweepProgressProps {
  work: SweepState;
  /** Nothing was measured yet: the button that begins, and what it costs. */
  begin: string;
  cost: ReactNode;
  label: string;
  units: string;
  /** Why it cannot begin. */
  problem?: string | null;
}

/** Start, progress with Stop, go on, and what went wrong. */
export function SweepProgress({ work, begin, cost, label, units, problem = null }: SweepProgressProps): ReactElement {
  const { study, detail } = work;
  const summary = detail?.summary;
  const rest = summary && !study.progress && summary.state !== "complete" ? summary : null;
  return (
    <>
      {work.error ? <ErrorNotice {...explainError(work.error)} action={problem === null ? <Button size="s" onClick={work.start}>Try again</Button> : undefined} /> : null}
      {study.progress ? <StudyProgressBar study={study} label={label} units={units} /> : null}
      {work.known && !detail && !work.error ? (
        <div className={styles.begin}>
          <Button variant="primary" icon="play" busy={work.starting} disabled={problem !== null} onClick={work.start}>
            {begin}
          </Button>
          <span className={styles.quiet}>{problem ?? cost}</span>
        </div>
      ) : null}
      {rest && !work.error ? (
        <div className={styles.begin}>
          <span>
            Stopped after {format.count(rest.done)} of {format.count(rest.total)}.
          </span>
          <Button size="s" icon="play" busy={work.starting} onClick={work.start}>
            Go on
          </Button>
        </div>
      ) : null}
    </>
  );
}
