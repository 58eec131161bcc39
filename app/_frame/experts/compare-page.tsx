"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Suspense, type ReactElement } from "react";
import styles from "../page.module.css";
import { CorpusComparison } from "@/app/_views/corpus/comparison";
import { explainError } from "@/lib/domain/explain-error";
import type { ExpertCorpusStatistics } from "@/lib/domain/expert-statistics";
import type { StudyDetail } from "@/lib/domain/study";
import { studyQuery } from "@/lib/query/studies";
import { EmptyState, ErrorNotice, Icon, Skeleton } from "@/lib/ui";

/** Two counts of experts side by side. */
export function CompareExpertsPage(): ReactElement {
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/models/experts" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Experts over texts
          </Link>
          <h1>Compare two models’ experts</h1>
        </div>
      </header>
      <Suspense fallback={<Skeleton height={420} label="The counts are being read" />}>
        <Chosen />
      </Suspense>
    </main>
  );
}

const statisticsOf = (detail: StudyDetail | undefined): ExpertCorpusStatistics | null => (detail?.findings.kind === "corpus-experts" ? detail.findings.result : null);
const corpusOf = (detail: StudyDetail | undefined): string | null => (detail?.request.kind === "corpus-experts" ? detail.request.corpus.sha256 : null);

function Chosen(): ReactElement {
  const params = useSearchParams();
  const [a, b] = [params.get("a") ?? "", params.get("b") ?? ""];
  const ready = a !== "" && b !== "" && a !== b;
  const first = useQuery({ ...studyQuery(a), enabled: ready });
  const second = useQuery({ ...studyQuery(b), enabled: ready });
  if (!ready) return <EmptyState title="Two counts are needed">Choose two complete ones in the list.</EmptyState>;
  const error = first.error ?? second.error;
  if (error) return <ErrorNotice {...explainError(error)} what="One of the two is not here (any more)." />;
  if (!first.data || !second.data) return <Skeleton height={420} label="The counts are being read" />;
  const [x, y] = [statisticsOf(first.data), statisticsOf(second.data)];
  if (!x || !y) return <EmptyState title="Nothing is counted yet">Both must have counted some texts.</EmptyState>;
  return (
    <>
      <p className={styles.lead}>
        a: {x.model.fileName}, “{first.data.summary.title}” · b: {y.model.fileName}, “{second.data.summary.title}”
      </p>
      <CorpusComparison a={x} b={y} sameTexts={corpusOf(first.data) === corpusOf(second.data)} />
    </>
  );
}
