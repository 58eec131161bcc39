"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { StudyList, type StudyListProps } from "@/app/_views/study/study-list";
import { explainError } from "@/lib/domain/explain-error";
import { isUnderWay, type StudyKind, type StudySummary } from "@/lib/domain/study";
import { queryKeys } from "@/lib/query/keys";
import { deleteStudy, stopStudy, studiesQuery } from "@/lib/query/studies";
import { Button, ErrorNotice, Skeleton } from "@/lib/ui";
import styles from "../page.module.css";

/** ms; while one of them is under way. */
const WHILE_RUNNING = 2_000;

export interface KeptStudiesProps extends Pick<StudyListProps, "label" | "place"> {
  kind: StudyKind;
  /** While the list is being read. */
  reading: string;
  /** Two of them may be chosen and opened side by side. */
  onCompare?: (first: string, second: string) => void;
}

/** The studies of one kind that are kept: to be opened, stopped or deleted, and compared where that is offered. */
export function KeptStudies({ kind, reading, label, place, onCompare }: KeptStudiesProps): ReactElement {
  const client = useQueryClient();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({ ...studiesQuery(kind), refetchInterval: (query) => (query.state.data?.studies.some(({ state }) => isUnderWay(state)) ? WHILE_RUNNING : false) });
  const studies = data?.studies ?? [];
  const pair = compared.filter((id) => studies.some((study) => study.id === id));
  const [first, second] = pair;
  const remove = async (study: StudySummary) => {
    setProblem(null);
    try {
      if (isUnderWay(study.state)) await stopStudy(study.id);
      else await deleteStudy(study.id);
      await client.invalidateQueries({ queryKey: queryKeys.studies() });
    } catch (cause) {
      setProblem(cause);
    }
  };
  return (
    <>
      {problem ? <ErrorNotice {...explainError(problem)} /> : null}
      {error && !data ? <ErrorNotice {...explainError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={160} label={reading} /> : null}
      {studies.length > 0 && onCompare ? (
        <div className={styles.actions}>
          <Button size="s" icon="branch" disabled={pair.length !== 2} onClick={() => (first !== undefined && second !== undefined ? onCompare(first, second) : undefined)}>
            Compare the two chosen
          </Button>
        </div>
      ) : null}
      {studies.length > 0 ? <StudyList label={label} place={place} studies={studies} {...(onCompare ? { compare: { ids: pair, onChange: setCompared } } : {})} onDelete={(study) => void remove(study)} /> : null}
    </>
  );
}
