"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { explainAuditError } from "@/app/_views/audit/explain";
import { AuditRow } from "@/app/_views/audit/list/audit-row";
import { DeleteAudit } from "@/app/_views/audit/list/delete-audit";
import list from "@/app/_views/audit/list/list.module.css";
import type { AuditSummary } from "@/lib/domain/audit";
import { auditsQuery, deleteAudit, pauseAudit, renameAudit, resumeAudit, runAuditAgain } from "@/lib/query/audits";
import { Button, EmptyState, ErrorNotice, RenameDialog, Skeleton, TextField } from "@/lib/ui";
import styles from "../page.module.css";

/** ms; while one of the audits is under way. */
const WHILE_RUNNING = 3_000;

const isUnderWay = ({ state }: AuditSummary): boolean => state === "running" || state === "queued";

/** Every audit that was started here. */
export function AuditsPage(): ReactElement {
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <Suspense fallback={<Skeleton height={400} label="The audits are being read" />}>
        <Audits />
      </Suspense>
    </main>
  );
}

function Audits(): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const search = useSearchParams().get("search") ?? "";
  const [leaving, setLeaving] = useState<AuditSummary | null>(null);
  const [renaming, setRenaming] = useState<AuditSummary | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({
    ...auditsQuery({ search: search.trim() }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.audits.some(isUnderWay) ? WHILE_RUNNING : false),
  });

  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: auditsQuery({ search: "" }).queryKey.slice(0, 1) });
    } catch (cause) {
      setProblem(cause);
    }
  };
  const setSearch = (value: string) => window.history.replaceState(null, "", value === "" ? window.location.pathname : `?search=${encodeURIComponent(value)}`);
  const audits = data?.audits ?? [];

  return (
    <>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1>Audits</h1>
          <p className={styles.lead}>
            A suite of paired texts is scored by one model file, and what differs between groups is tested. What comes out is “detected”, “not detected” with the effect that would have been seen, or “inconclusive”; never that a model is fair.
          </p>
        </div>
        <div className={styles.actions}>
          <Button variant="primary" icon="plus" onClick={() => router.push("/audits/new")}>
            New audit
          </Button>
        </div>
      </header>
      {problem ? <ErrorNotice {...explainAuditError(problem)} action={<Button size="s" onClick={() => setProblem(null)}>Dismiss</Button>} /> : null}
      {audits.length > 0 || search !== "" ? (
        <div className={list.search}>
          <TextField label="Search audits" labelPlace="hidden" type="search" placeholder="Search titles, models and suites" value={search} onChange={setSearch} maxLength={200} />
        </div>
      ) : null}
      {error && !data ? <ErrorNotice {...explainAuditError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={300} label="The audits are being read" /> : null}
      {data && audits.length === 0 ? (
        search === "" ? (
          <EmptyState title="No audit yet" action={<Link href="/audits/new?suites=demo-calibration">Check the workbench on the demo model</Link>}>
            The demo model carries biases that were planted with known sizes. Its calibration suite shows in a minute whether this workbench finds them, and leaves the controls alone.
          </EmptyState>
        ) : (
          <EmptyState title="No match" action={<Button size="s" onClick={() => setSearch("")}>Show all</Button>}>
            Titles, model files and suites are searched.
          </EmptyState>
        )
      ) : null}
      {audits.length > 0 ? (
        <ul className={list.list} aria-label="Audits">
          {audits.map((summary) => (
            <AuditRow
              key={summary.id}
              summary={summary}
              onAgain={() => void attempt(async () => router.push(`/audits/${encodeURIComponent((await runAuditAgain(summary.id)).id)}`))}
              onRename={() => setRenaming(summary)}
              onPause={() => void attempt(() => pauseAudit(summary.id))}
              onResume={() => void attempt(() => resumeAudit(summary.id))}
              onCompare={() => router.push(`/audits/compare?a=${encodeURIComponent(summary.id)}`)}
              onDelete={() => setLeaving(summary)}
            />
          ))}
        </ul>
      ) : null}
      {data && data.total > audits.length ? <p className={styles.lead}>{data.total - audits.length} older audits: search for them.</p> : null}
      <DeleteAudit
        title={leaving?.title ?? null}
        running={leaving !== null && isUnderWay(leaving)}
        onClose={() => setLeaving(null)}
        onDelete={() => leaving && void attempt(() => deleteAudit(leaving.id))}
      />
      {renaming ? <RenameDialog title={renaming.title} onClose={() => setRenaming(null)} onRename={(title) => void attempt(() => renameAudit(renaming.id, title))} /> : null}
    </>
  );
}
