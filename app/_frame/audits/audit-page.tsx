"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { explainAuditError, isGone } from "@/app/_views/audit/explain";
import { useHydrated } from "@/app/_frame/hydrated";
import { ItemsView } from "@/app/_views/audit/items/items-view";
import { Method } from "@/app/_views/audit/result/method";
import { ResultView } from "@/app/_views/audit/result/result-view";
import { RunPanel } from "@/app/_views/audit/running/run-panel";
import { useAuditRun } from "@/app/_views/audit/running/use-audit-run";
import { useAuditView } from "@/app/_views/audit/use-audit-view";
import { format } from "@/lib/charts";
import type { AuditDetail } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { auditQuery, deleteAudit, pauseAudit, renameAudit, resumeAudit, runAuditAgain } from "@/lib/query/audits";
import { queryKeys } from "@/lib/query/keys";
import { Button, ErrorNotice, Skeleton, TabPanel, Tabs } from "@/lib/ui";
import { AuditHeader } from "./audit-header";
import styles from "../page.module.css";

/** ms; the event stream tells at once, this is for a stream that was lost and for running estimates. */
const WHILE_RUNNING = 4_000;

/** One audit: under way, or its result, items and method. */
export function AuditPage({ id }: { id: string }): ReactElement {
  const hydrated = useHydrated();
  const { data, error, refetch } = useQuery({
    ...auditQuery(id),
    refetchInterval: (query) => (["running", "queued"].includes(query.state.data?.summary.state ?? "") ? WHILE_RUNNING : false),
  });
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      {error && !data ? <ErrorNotice {...explainAuditError(error)} action={isGone(error) ? <Link href="/audits">All audits</Link> : <Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!error && (!data || !hydrated) ? (
        <>
          <Skeleton width={360} height={60} label="The audit is being read" />
          <Skeleton height={320} />
        </>
      ) : null}
      {data && hydrated ? (
        <Suspense>
          <Loaded detail={data} />
        </Suspense>
      ) : null}
    </main>
  );
}

function Loaded({ detail }: { detail: AuditDetail }): ReactElement {
  const { summary } = detail;
  const client = useQueryClient();
  const router = useRouter();
  const [view, setView] = useAuditView();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = useAuditRun(detail);
  const unfinished = summary.state === "running" || summary.state === "queued" || summary.state === "paused";

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: auditQuery(summary.id).queryKey });
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const again = () => attempt(async () => router.push(`/audits/${encodeURIComponent((await runAuditAgain(summary.id)).id)}`));
  const remove = async () => {
    setBusy(true);
    try {
      if (summary.state === "running" || summary.state === "queued") {
        // First paused, so that nothing on this page still asks for it when it is gone.
        await pauseAudit(summary.id);
        await client.invalidateQueries({ queryKey: auditQuery(summary.id).queryKey });
      }
      await deleteAudit(summary.id);
      await client.invalidateQueries({ queryKey: queryKeys.audits() });
      router.push("/audits");
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  };

  return (
    <>
      <AuditHeader
        detail={detail}
        onAgain={() => void again()}
        onReport={() => router.push(`/reports/new?audits=${encodeURIComponent(summary.id)}`)}
        onCompare={() => router.push(`/audits/compare?a=${encodeURIComponent(summary.id)}`)}
        onRename={(title) => void attempt(() => renameAudit(summary.id, title))}
        onDelete={() => void remove()}
      />
      {problem ? <ErrorNotice {...explainAuditError(problem)} action={<Button size="s" onClick={() => setProblem(null)}>Dismiss</Button>} /> : null}
      {summary.state === "failed" ? (
        <ErrorNotice
          {...explainAuditError(detail.error ? VitrineError.fromBody(detail.error) : run.error ? VitrineError.fromBody(run.error) : new Error("The audit ended early."))}
          what="The audit stopped."
          action={
            <Button icon="play" busy={busy} onClick={() => void attempt(() => resumeAudit(summary.id))}>
              Resume from the next item
            </Button>
          }
        />
      ) : null}
      {unfinished ? <RunPanel detail={detail} run={run} busy={busy} onPause={() => void attempt(() => pauseAudit(summary.id))} onResume={() => void attempt(() => resumeAudit(summary.id))} /> : null}
      <Tabs
        label="Parts of the audit"
        value={view.tab}
        items={[
          { value: "result", label: "Result" },
          { value: "items", label: "Items" },
          { value: "method", label: "Method" },
        ]}
        onChange={(tab) => setView({ tab })}
        aside={<span style={{ color: "var(--ink-quiet)", fontSize: "var(--text-xs)" }}>{format.count(summary.unitsDone)} texts scored</span>}
      >
        <TabPanel value="result">
          <ResultView detail={detail} view={view} setView={setView} />
        </TabPanel>
        <TabPanel value="items">
          <ItemsView detail={detail} view={view} setView={setView} />
        </TabPanel>
        <TabPanel value="method">
          <Method detail={detail} />
        </TabPanel>
      </Tabs>
    </>
  );
}
