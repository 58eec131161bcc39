"use client";

import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import { Button, ProgressBar } from "@/lib/ui";
import { durationText, rateText } from "../audit/words";
import type { FollowedStudy } from "./use-study";
import styles from "./study.module.css";

export interface StudyProgressBarProps {
  study: FollowedStudy;
  /** What is done, e.g. "Leaving out one by one". */
  label: string;
  /** What is counted, plural. */
  units: string;
}

/** Done and total, rate, time left, and Stop. */
export function StudyProgressBar({ study, label, units }: StudyProgressBarProps): ReactElement | null {
  const { progress } = study;
  if (!progress) return null;
  const { phase, fraction, done, total, perSecond, secondsLeft } = progress;
  const numbers = total > 0 ? `${format.count(done)} of ${format.count(total)} ${units}` : units;
  const rest = perSecond === null ? "" : ` · ${rateText(perSecond)} · ${secondsLeft === null ? "time left unknown" : `about ${durationText(secondsLeft)} left`}`;
  return (
    <div className={styles.progress}>
      <div className={styles.bar}>
        <ProgressBar
          label={phase === "waiting" ? "Waiting for the engine" : phase === "loading" ? "Loading the model" : label}
          value={phase === "loading" ? fraction : total > 0 ? done / total : null}
          detail={`${numbers}${rest}`}
        />
      </div>
      <Button size="s" icon="stop" busy={study.busy} onClick={study.stop}>
        Stop
      </Button>
      <p className={styles.note}>It goes on when you close this tab, and after a restart. Prompts that you run go first.</p>
    </div>
  );
}
