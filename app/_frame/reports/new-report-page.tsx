"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { useHydrated } from "@/app/_frame/hydrated";
import { ComposeForm } from "@/app/_views/report/compose/compose-form";
import { ComposePreview } from "@/app/_views/report/compose/compose-preview";
import { emptyDraft, isReportable, requestOf } from "@/app/_views/report/compose/draft";
import compose from "@/app/_views/report/compose/compose.module.css";
import { explainReportError } from "@/app/_views/report/explain";
import { auditsQuery, suitesQuery } from "@/lib/query/audits";
import { composeReport, previewReport, reportsQuery } from "@/lib/query/reports";
import { Button, EmptyState, ErrorNotice, Icon, Skeleton } from "@/lib/ui";
import { useDelayed } from "@/lib/ui/delayed";
import styles from "../page.module.css";

/** Audits that are offered; older ones are reached from their own pages. */
const OFFERED = 100;

/** Typing pauses this long before the report is put together again, ms: that reads every item of its audits. */
const PAUSE = 600;

/** Composing a report: what goes in, what leaves, what stays. */
export function NewReportPage(): ReactElement {
  const hydrated = useHydrated();
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/reports" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Reports
          </Link>
          <h1>New report</h1>
          <p className={styles.lead}>A report is a snapshot: once made it never changes, and whoever receives it can check it. Nothing leaves this machine until you publish a link or hand on the file.</p>
        </div>
      </header>
      {hydrated ? (
        <Suspense>
          <Composer />
        </Suspense>
      ) : (
        <Skeleton height={420} label="The audits are being read" />
      )}
    </main>
  );
}

function Composer(): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const params = useSearchParams();
  const replaces = params.get("replaces") ?? undefined;
  const [draft, setDraft] = useState(() => emptyDraft((params.get("audits") ?? "").split(",").filter((id) => id !== "")));
  const audits = useQuery(auditsQuery({ limit: OFFERED }));
  const suites = useQuery(suitesQuery());
  const known = audits.data?.audits ?? [];
  const request = requestOf(draft, known);
  const [title, intendedUse, notes] = [useDelayed(draft.title, PAUSE), useDelayed(draft.intendedUse, PAUSE), useDelayed(draft.notes, PAUSE)];
  const asked = requestOf({ ...draft, title, intendedUse, notes }, known);
  const preview = useQuery({
    queryKey: ["report-preview", asked],
    queryFn: ({ signal }) => (asked ? previewReport(asked, signal) : null),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const make = async () => {
    if (!request) return;
    setBusy(true);
    setProblem(null);
    try {
      const { id } = await composeReport(request, replaces);
      await client.invalidateQueries({ queryKey: reportsQuery().queryKey.slice(0, 1) });
      router.push(`/reports/${encodeURIComponent(id)}`);
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  };

  if (audits.error) return <ErrorNotice {...explainReportError(audits.error)} action={<Button onClick={() => void audits.refetch()}>Try again</Button>} />;
  if (!audits.data) return <Skeleton height={420} label="The audits are being read" />;
  if (!known.some(isReportable)) {
    return (
      <EmptyState title="No audit to report yet" action={<Link href="/audits/new?suites=demo-calibration">Audit the demo model</Link>}>
        A report is made from an audit that has measured something.
      </EmptyState>
    );
  }
  return (
    <div className={compose.layout}>
      <ComposeForm draft={draft} onDraft={setDraft} audits={known} suites={suites.data?.suites ?? []} />
      <aside className={compose.aside} aria-labelledby="leaving">
        <h2 id="leaving">{replaces === undefined ? "What the report holds" : "What the new version holds"}</h2>
        {request === null ? <p className={compose.quiet}>Choose an audit to see what would leave and what stays.</p> : null}
        {request !== null && preview.error ? <ErrorNotice {...explainReportError(preview.error)} /> : null}
        {request !== null && !preview.error && preview.data ? <ComposePreview preview={preview.data} fetching={preview.isFetching} /> : null}
        {request !== null && !preview.error && !preview.data ? <Skeleton height={220} label="The report is being put together" /> : null}
        {problem ? <ErrorNotice {...explainReportError(problem)} /> : null}
        <Button variant="primary" icon="check" busy={busy} disabled={request === null || Boolean(preview.error)} onClick={() => void make()}>
          {replaces === undefined ? "Make the report" : "Make the new version"}
        </Button>
      </aside>
    </div>
  );
}
