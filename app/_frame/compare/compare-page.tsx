"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { Suspense, type ReactElement } from "react";
import { useHydrated } from "@/app/_frame/hydrated";
import { Choose } from "@/app/_views/compare/choose";
import { InspectionComparison } from "@/app/_views/compare/comparison";
import { fileStem, saveFile } from "@/lib/charts";
import type { InspectionResource } from "@/lib/domain/api";
import { VitrineError } from "@/lib/domain/errors";
import { explainError } from "@/lib/domain/explain-error";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { inspectionQuery, inspectionsQuery } from "@/lib/query";
import { comparisonQuery } from "@/lib/query/comparisons";
import { Button, EmptyState, ErrorNotice, Skeleton } from "@/lib/ui";
import { CompareTabs } from "./compare-tabs";
import styles from "../page.module.css";

/** As many as are offered: the newest. */
const OFFERED = 200;

/** Two inspections: two prompts on one model, one prompt on two models, or one prompt clean and edited. */
export function ComparePage(): ReactElement {
  const hydrated = useHydrated();
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      {hydrated ? (
        <Suspense fallback={<Skeleton height={420} label="The inspections are being read" />}>
          <Chosen />
        </Suspense>
      ) : (
        <>
          <h1>Compare two inspections</h1>
          <Skeleton height={420} label="The inspections are being read" />
        </>
      )}
    </main>
  );
}

/** Which of the two is not there, or why they cannot be laid side by side: the server's own words. */
const toldOf = (error: unknown) =>
  error instanceof VitrineError && (error.code === "not-found" || error.code === "bad-request") ? { what: error.message, why: "", todo: "Choose another one in the lists above." } : {};

const detailOf = (resource: InspectionResource | undefined): InspectionDetail | null => (resource && !resource.running ? resource.detail : null);

function Chosen(): ReactElement {
  const params = useSearchParams();
  const [a, b] = [params.get("a") ?? "", params.get("b") ?? ""];
  const list = useQuery(inspectionsQuery({ limit: OFFERED }));
  const ready = a !== "" && b !== "" && a !== b;
  const { data, error, refetch } = useQuery({ ...comparisonQuery(a, b), enabled: ready });
  const first = useQuery({ ...inspectionQuery(a), enabled: ready });
  const second = useQuery({ ...inspectionQuery(b), enabled: ready });
  const [ours, theirs] = [detailOf(first.data), detailOf(second.data)];
  const running = first.data?.running === true || second.data?.running === true;
  // The comparison says which of the two is missing.
  const failure = error ?? (data ? (first.error ?? second.error) : null);
  const inspections = list.data?.inspections ?? [];
  const choose = (next: { a?: string; b?: string }) => window.history.pushState(null, "", `?${new URLSearchParams({ a, b, ...next })}`);
  const save = () => saveFile(`${fileStem(`comparison ${ours?.summary.title ?? "a"} ${theirs?.summary.title ?? "b"}`)}.json`, new Blob([`${JSON.stringify(data)}\n`], { type: "application/json" }));
  return (
    <>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1>Compare two inspections</h1>
          <p className={styles.lead}>Two prompts on one model, one prompt on two models, or one prompt clean and edited. Every difference is B less A.</p>
        </div>
        {data && ours && theirs ? (
          <div className={styles.actions}>
            <Link href={`/?i=${encodeURIComponent(a)}`}>Open A</Link>
            <Link href={`/?i=${encodeURIComponent(b)}`}>Open B</Link>
            <Button icon="download" onClick={save}>
              Save as JSON
            </Button>
          </div>
        ) : null}
      </header>
      <CompareTabs />
      {list.error ? <ErrorNotice {...explainError(list.error)} action={<Button onClick={() => void list.refetch()}>Try again</Button>} /> : null}
      {list.data ? <Choose a={a} b={b} inspections={inspections} onChoose={choose} /> : list.error ? null : <Skeleton height={32} label="The inspections are being read" />}
      {list.data && inspections.length < 2 && !ready ? <EmptyState title="Two inspections are needed">Run a second prompt, the same prompt on another file, or branch from a token.</EmptyState> : null}
      {list.data && inspections.length >= 2 && !ready ? (
        <EmptyState title={a === "" ? "Choose two inspections" : a === b ? "A and B are the same inspection" : "Choose the second inspection"}>
          Branches of the first and the same prompt on other models stand on top of the second list.
        </EmptyState>
      ) : null}
      {ready && running ? <EmptyState title="One of the two is still running">It can be compared as soon as it is finished.</EmptyState> : null}
      {ready && failure && !running ? <ErrorNotice {...explainError(failure)} {...toldOf(failure)} action={<Button onClick={() => void Promise.all([refetch(), first.refetch(), second.refetch()])}>Try again</Button>} /> : null}
      {ready && !failure && !running && (!data || !ours || !theirs) ? <Skeleton height={420} label="The two recordings are being compared" /> : null}
      {ready && data && ours && theirs ? <InspectionComparison key={`${a}/${b}`} comparison={data} a={ours} b={theirs} /> : null}
    </>
  );
}
