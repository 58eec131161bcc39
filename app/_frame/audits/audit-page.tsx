"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { useHydrated } from "@/app/_frame/hydrated";
import { ItemsView } from "@/app/_views/audit/items/items-view";
import { Method } from "@/app/_views/audit/result/method";
import { ResultView } from "@/app/_views/audit/result/result-view";
import { RunPanel } from "@/app/_views/audit/running/run-panel";
import { useAuditRun } from "@/app/_views/audit/running/use-audit-run";
import { useAuditView } from "@/app/_views/audit/use-audit-view";
import { stateNames } from "@/app/_views/audit/words";
import { format } from "@/lib/charts";
import type { AuditDetail } from "@/lib/domain/audit";
import { VitrineError } from "@/lib/domain/errors";
import { auditExportUrl, auditQuery, pauseAudit, resumeAudit, runAuditAgain } from "@/lib/query/audits";
import { Button, ErrorNotice, Icon, IconButton, Menu, Skeleton, TabPanel, Tabs } from "@/lib/ui";
import styles from "./page.module.css";

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
      {error && !data ? <ErrorNotice {...explainError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
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
  const { summary, results } = detail;
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

  return (
    <>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/audits" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Audits
          </Link>
          <h1>{summary.title}</h1>
          <p className={styles.lead}>
            {summary.modelFileName}
            {detail.manifest ? ` · ${detail.manifest.model.quantisation} · SHA-256 ${detail.manifest.model.sha256.slice(0, 12)}…` : ""} · {new Date(summary.createdAt).toLocaleString()} · {stateNames[summary.state]}
          </p>
        </div>
        <div className={styles.actions}>
          <Export id={summary.id} disabled={results.length === 0} />
          <Menu
            trigger={<IconButton label="More" icon="more" tooltip={false} />}
            items={[
              { label: "Run again", icon: "reset", onSelect: () => void again() },
              { label: "Compare with another audit", icon: "branch", onSelect: () => router.push(`/audits/compare?a=${encodeURIComponent(summary.id)}`) },
            ]}
          />
        </div>
      </header>
      {problem ? <ErrorNotice {...explainError(problem)} action={<Button size="s" onClick={() => setProblem(null)}>Dismiss</Button>} /> : null}
      {summary.state === "failed" ? (
        <ErrorNotice
          {...explainError(detail.error ? VitrineError.fromBody(detail.error) : run.error ? VitrineError.fromBody(run.error) : new Error("The audit ended early."))}
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

const files = [
  { format: "json", label: "Results as JSON" },
  { format: "csv", label: "Items as CSV" },
  { format: "jsonl", label: "Items as JSON lines" },
  { format: "junit", label: "JUnit XML, for CI" },
] as const;

function Export({ id, disabled }: { id: string; disabled: boolean }): ReactElement {
  const save = (kind: (typeof files)[number]["format"]) => {
    const link = document.createElement("a");
    link.href = auditExportUrl(id, kind);
    link.download = "";
    link.click();
  };
  return (
    <Menu
      trigger={
        <Button icon="download" disabled={disabled}>
          Export
        </Button>
      }
      items={files.map(({ format: kind, label }) => ({ label, icon: "download" as const, onSelect: () => save(kind) }))}
    />
  );
}
