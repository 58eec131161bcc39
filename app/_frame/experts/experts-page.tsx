"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import { isUsable, useChosenModel } from "@/app/_frame/chosen-model";
import styles from "../page.module.css";
import { StartCorpus } from "@/app/_views/corpus/start-corpus";
import { StudyList } from "@/app/_views/corpus/study-list";
import { explainError } from "@/lib/domain/explain-error";
import { isUnderWay, type StudySummary } from "@/lib/domain/study";
import { queryKeys } from "@/lib/query/keys";
import { deleteStudy, stopStudy, studiesQuery } from "@/lib/query/studies";
import { Button, ErrorNotice, Icon, Skeleton } from "@/lib/ui";

/** ms; while one of them is under way. */
const WHILE_RUNNING = 2_000;

/** Counting experts over texts, and what was counted. */
export function ExpertsPage(): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const { model, models } = useChosenModel();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({ ...studiesQuery("corpus-experts"), refetchInterval: (query) => (query.state.data?.studies.some(({ state }) => isUnderWay(state)) ? WHILE_RUNNING : false) });
  const withExperts = models.filter((one) => isUsable(one) && (one.details?.shape.experts ?? 0) > 0);
  const studies = data?.studies ?? [];
  const pair = compared.filter((id) => studies.some((study) => study.id === id));

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
          <Link href="/models" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Models
          </Link>
          <h1>Experts over texts</h1>
          <p className={styles.lead}>
            One prompt says little about what an expert is for. Here a model reads many labelled texts, and every choice of its routers is counted: which experts are busy, which domains and tokens go where, which are chosen together.
          </p>
        </div>
      </header>
      <StartCorpus models={withExperts} chosen={model?.id ?? null} onStarted={(ids) => (ids.length === 1 && ids[0] !== undefined ? router.push(`/models/experts/${ids[0]}`) : undefined)} />
      {problem ? <ErrorNotice {...explainError(problem)} /> : null}
      {error && !data ? <ErrorNotice {...explainError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={160} label="The counts are being read" /> : null}
      {studies.length > 0 ? (
        <>
          <div className={styles.actions}>
            <Button size="s" icon="branch" disabled={pair.length !== 2} onClick={() => router.push(`/models/experts/compare?${new URLSearchParams({ a: pair[0] ?? "", b: pair[1] ?? "" })}`)}>
              Compare the two chosen
            </Button>
          </div>
          <StudyList label="Counts of experts" place="/models/experts" studies={studies} compare={{ ids: pair, onChange: setCompared }} onDelete={(study) => void remove(study)} />
        </>
      ) : null}
    </main>
  );
}
