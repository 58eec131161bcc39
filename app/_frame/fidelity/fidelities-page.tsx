"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import { isUsable, useChosenModel } from "@/app/_frame/chosen-model";
import { CompareTabs } from "@/app/_frame/compare/compare-tabs";
import { StudyList } from "@/app/_views/corpus/study-list";
import { StartFidelity } from "@/app/_views/fidelity/start-fidelity";
import { explainError } from "@/lib/domain/explain-error";
import { isUnderWay, type StudySummary } from "@/lib/domain/study";
import { queryKeys } from "@/lib/query/keys";
import { deleteStudy, stopStudy, studiesQuery } from "@/lib/query/studies";
import { Button, ErrorNotice, Skeleton } from "@/lib/ui";
import styles from "../page.module.css";

/** ms; while one of them is under way. */
const WHILE_RUNNING = 2_000;

/** Two files of one model on the same texts, and what was compared before. */
export function FidelitiesPage(): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const { model, models } = useChosenModel();
  const [problem, setProblem] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({ ...studiesQuery("fidelity"), refetchInterval: (query) => (query.state.data?.studies.some(({ state }) => isUnderWay(state)) ? WHILE_RUNNING : false) });
  const studies = data?.studies ?? [];
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
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1>Compare two files of one model</h1>
          <p className={styles.lead}>What a quantisation costs, token by token: how far its predictions lie from the other file’s, where another token leads, where routers choose other experts, and from where on it writes something else.</p>
        </div>
      </header>
      <CompareTabs />
      <StartFidelity models={models.filter(isUsable)} chosen={model?.id ?? null} onStarted={(id) => router.push(`/fidelity/${id}`)} />
      {problem ? <ErrorNotice {...explainError(problem)} /> : null}
      {error && !data ? <ErrorNotice {...explainError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={160} label="What was compared is being read" /> : null}
      {studies.length > 0 ? <StudyList label="Compared files" place="/fidelity" studies={studies} onDelete={(study) => void remove(study)} /> : null}
    </main>
  );
}
