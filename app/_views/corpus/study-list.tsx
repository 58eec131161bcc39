"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import { isUnderWay, type StudySummary } from "@/lib/domain/study";
import { readableText } from "@/lib/domain/visible-text";
import { Button } from "@/lib/ui";
import { whenText } from "../audit/words";
import styles from "./corpus.module.css";

const stateText = ({ state, done, total }: StudySummary): string => {
  if (state === "complete") return `${format.count(total)} texts`;
  const share = total > 0 ? `${format.count(done)} of ${format.count(total)} texts` : "not begun";
  return `${{ queued: "waiting", running: "running", stopped: "stopped", failed: "failed" }[state]} · ${share}`;
};

export interface StudyListProps {
  studies: readonly StudySummary[];
  /** Ids that are to be compared, in the order in which they were chosen. */
  compared: readonly string[];
  onCompare: (ids: string[]) => void;
  onDelete: (study: StudySummary) => void;
}

/** Every count of experts that is kept. */
export function StudyList({ studies, compared, onCompare, onDelete }: StudyListProps): ReactElement {
  return (
    <ul className={styles.list} aria-label="Counts of experts">
      {studies.map((study) => {
        const name = readableText(study.title);
        const on = compared.includes(study.id);
        return (
          <li key={study.id} className={styles.item}>
            <input
              type="checkbox"
              aria-label={`Compare ${name} on ${study.modelFileName}`}
              disabled={study.state !== "complete"}
              checked={on}
              onChange={() => onCompare(on ? compared.filter((id) => id !== study.id) : [...compared, study.id].slice(-2))}
            />
            <span>
              <Link href={`/models/experts/${encodeURIComponent(study.id)}`} className={styles.title}>
                <bdi>{name}</bdi>
              </Link>
              <br />
              <span className={styles.mono}>{study.modelFileName}</span>
            </span>
            <span className={styles.quiet}>{stateText(study)}</span>
            <time className={styles.quiet} dateTime={study.createdAt}>
              {whenText(study.createdAt)}
            </time>
            <Button size="s" variant="quiet" icon="trash" aria-label={`Delete ${name} on ${study.modelFileName}`} onClick={() => onDelete(study)}>
              {isUnderWay(study.state) ? "Stop" : "Delete"}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
