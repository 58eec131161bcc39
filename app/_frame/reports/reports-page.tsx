"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useState, type ReactElement } from "react";
import { explainReportError } from "@/app/_views/report/explain";
import { ImportReport } from "@/app/_views/report/list/import-report";
import { ReportRow } from "@/app/_views/report/list/report-row";
import list from "@/app/_views/report/list/list.module.css";
import { ShareList } from "@/app/_views/report/publish/share-list";
import type { ImportedReport, ReportSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { deleteReport, reportsQuery, sharesQuery } from "@/lib/query/reports";
import { Button, EmptyState, ErrorNotice, Skeleton, TextField } from "@/lib/ui";
import styles from "../page.module.css";
import { DeleteReport } from "./delete-report";
import { useShares } from "./use-shares";

/** Every report that was made here or taken in, and every link that was handed out. */
export function ReportsPage(): ReactElement {
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <Suspense fallback={<Skeleton height={400} label="The reports are being read" />}>
        <Reports />
      </Suspense>
    </main>
  );
}

function Reports(): ReactElement {
  const router = useRouter();
  const search = useSearchParams().get("search") ?? "";
  const [leaving, setLeaving] = useState<ReportSummary | null>(null);
  const [imported, setImported] = useState<ImportedReport | null>(null);
  const shares = useShares();
  const { data, error, refetch } = useQuery({ ...reportsQuery({ search: search.trim() }), placeholderData: keepPreviousData });
  const inspections = useQuery(sharesQuery("inspection"));
  const reports = data?.reports ?? [];
  const setSearch = (value: string) => window.history.replaceState(null, "", value === "" ? window.location.pathname : `?search=${encodeURIComponent(value)}`);

  return (
    <>
      <header className={styles.header}>
        <div className={styles.names}>
          <h1>Reports</h1>
          <p className={styles.lead}>Snapshots of audits for others. Each carries what is needed to compute its figures again.</p>
        </div>
        <div className={styles.actions}>
          <Button variant="primary" icon="plus" onClick={() => router.push("/reports/new")}>
            New report
          </Button>
        </div>
      </header>
      {shares.problem ? <ErrorNotice {...explainReportError(shares.problem)} action={<Button size="s" onClick={shares.dismiss}>Dismiss</Button>} /> : null}
      {reports.length > 0 || search !== "" ? (
        <div className={list.search}>
          <TextField label="Search reports" labelPlace="hidden" type="search" placeholder="Search titles" value={search} onChange={setSearch} maxLength={200} />
        </div>
      ) : null}
      {error && !data ? <ErrorNotice {...explainReportError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={300} label="The reports are being read" /> : null}
      {data && reports.length === 0 ? (
        search === "" ? (
          <EmptyState title="No report yet" action={<Link href="/reports/new">Make one from an audit</Link>}>
            A report goes from here to others as a link or as one file. Theirs can be taken in below.
          </EmptyState>
        ) : (
          <EmptyState title="No match" action={<Button size="s" onClick={() => setSearch("")}>Show all</Button>}>
            Titles are searched.
          </EmptyState>
        )
      ) : null}
      {reports.length > 0 ? (
        <ul className={list.list} aria-label="Reports">
          {reports.map((summary) => (
            <ReportRow
              key={summary.id}
              summary={summary}
              onReplace={() => router.push(`/reports/new?replaces=${encodeURIComponent(summary.id)}`)}
              onDelete={() => setLeaving(summary)}
              onExtend={shares.extend}
              onRevoke={shares.revoke}
            />
          ))}
        </ul>
      ) : null}
      {data && data.total > reports.length ? <p className={styles.lead}>{data.total - reports.length} older reports: search for them.</p> : null}
      {imported === null ? null : <Imported imported={imported} />}
      <ImportReport
        onImported={(report) => {
          setImported(report);
          void shares.attempt(() => Promise.resolve());
        }}
      />
      {inspections.data && inspections.data.shares.length > 0 ? (
        <section className={list.card} aria-labelledby="inspections">
          <h2 id="inspections">Links to inspections</h2>
          <ShareList shares={inspections.data.shares} onExtend={shares.extend} onRevoke={shares.revoke} titled />
        </section>
      ) : null}
      <DeleteReport summary={leaving} onClose={() => setLeaving(null)} onDelete={(summary) => void shares.attempt(() => deleteReport(summary.id))} />
    </>
  );
}

/** What the check of a report that was taken in said. */
function Imported({ imported: { report, check } }: { imported: ImportedReport }): ReactElement {
  const told =
    check.figures === 0 ? "It holds no items, so its figures could not be computed again." : check.mismatches.length === 0 ? `${check.figures} figures were computed again: all match.` : `${check.mismatches.length} of ${check.figures} figures do not match what its items give.`;
  return (
    <p className={list.imported} role="status">
      “<bdi>{readableText(report.title)}</bdi>” was taken in. {told} {check.signature === "valid" ? "Its signature is valid." : check.signature === "invalid" ? "Its signature is not valid." : "It is not signed."}{" "}
      <Link href={`/reports/${encodeURIComponent(report.id)}`}>Open it</Link>
    </p>
  );
}
