"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { format } from "@/lib/charts";
import { isUnderWay, type StudySummary } from "@/lib/domain/study";
import { readableText } from "@/lib/domain/visible-text";
import { Button } from "@/lib/ui";
import { whenText } from "../audit/words";
import layout from "./layout.module.css";
import styles from "./study-list.module.css";

const stateText = ({ state, done, total }: StudySummary): string => {
  if (state === "complete") return `${format.count(total)} texts`;
  const share = total > 0 ? `${format.count(done)} of ${format.count(total)} texts` : "not begun";
  return `${{ queued: "waiting", running: "running", stopped: "stopped", failed: "failed" }[state]} · ${share}`;
};

export interface StudyListProps {
  /** Name of the list. */
  label: string;
  /** Where a study is shown, e.g. "/models/experts". */
  place: string;
  studies: readonly StudySummary[];
  /** Ids that are to be compared, in the order in which they were chosen; left out where nothing is. */
  compare?: { ids: readonly string[]; onChange: (ids: string[]) => void };
  onDelete: (study: StudySummary) => void;
}

/** Every study of a kind that is kept. */
export function StudyList({ label, place, studies, compare, onDelete }: StudyListProps): ReactElement {
  return (
    <ul className={styles.list} aria-label={label}>
      {studies.map((study) => {
        const name = readableText(study.title);
        const on = compare?.ids.includes(study.id) ?? false;
        return (
          <li key={study.id} className={styles.item} data-bare={compare === undefined || undefined}>
            {compare ? (
              <input
                type="checkbox"
                aria-label={`Compare ${name} on ${study.modelFileName}`}
                disabled={study.state !== "complete"}
                checked={on}
                onChange={() => compare.onChange(on ? compare.ids.filter((id) => id !== study.id) : [...compare.ids, study.id].slice(-2))}
              />
            ) : (
              <span aria-hidden="true" />
            )}
            <span>
              <Link href={`${place}/${encodeURIComponent(study.id)}`} className={styles.title}>
                <bdi>{name}</bdi>
              </Link>
              <br />
              <span className={layout.mono}>{study.modelFileName}</span>
            </span>
            <span className={layout.quiet}>{stateText(study)}</span>
            <time className={layout.quiet} dateTime={study.createdAt}>
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
