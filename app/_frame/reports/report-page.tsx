"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import { whenText } from "@/app/_views/audit/words";
import { explainReportError } from "@/app/_views/report/explain";
import list from "@/app/_views/report/list/list.module.css";
import { PublishPanel } from "@/app/_views/report/publish/publish-panel";
import { ShareList } from "@/app/_views/report/publish/share-list";
import { profiles } from "@/app/_views/report/words";
import { format } from "@/lib/charts";
import type { ReportFileFormat, ReportSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { deleteReport, publishReport, reportFileUrl, reportQuery, reportViewUrl } from "@/lib/query/reports";
import { Button, ErrorNotice, Icon, IconButton, Menu, Skeleton } from "@/lib/ui";
import styles from "../page.module.css";
import { DeleteReport } from "./delete-report";
import { useShares } from "./use-shares";

const files: readonly { format: ReportFileFormat; name: string; what: string }[] = [
  { format: "html", name: "One HTML file", what: "Opens anywhere without a network; for a PDF, print it from the browser." },
  { format: "json", name: "results.json", what: "The same snapshot for programs, with its hash and signature." },
  { format: "csv", name: "items.csv", what: "One line an item, safe to open in a spreadsheet." },
  { format: "jsonl", name: "items.jsonl", what: "One JSON object an item." },
  { format: "junit", name: "junit.xml", what: "Verdicts as test cases, for CI." },
];

/** One report: as others see it, the links to it, and its files. */
export function ReportPage({ id }: { id: string }): ReactElement {
  const { data, error, refetch } = useQuery(reportQuery(id));
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      {error && !data ? <ErrorNotice {...explainReportError(error)} action={<Button onClick={() => void refetch()}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={480} label="The report is being read" /> : null}
      {data ? <Loaded summary={data} /> : null}
    </main>
  );
}

function Loaded({ summary }: { summary: ReportSummary }): ReactElement {
  const router = useRouter();
  const shares = useShares();
  const [leaving, setLeaving] = useState<ReportSummary | null>(null);
  const remove = () =>
    shares.attempt(async () => {
      await deleteReport(summary.id);
      router.push("/reports");
    });
  return (
    <>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/reports" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Reports
          </Link>
          <h1>
            <bdi>{readableText(summary.title)}</bdi>
          </h1>
          <p className={styles.lead}>
            version {summary.number} · {profiles[summary.profile].name.toLowerCase()} · {format.bytes(summary.bytes)} · {whenText(summary.createdAt)} · <span title={`SHA-256 ${summary.sha256}`}>SHA-256 {summary.sha256.slice(0, 12)}…</span>
            {summary.complete ? "" : " · partial"}
            {summary.imported ? " · imported" : ""}
          </p>
        </div>
        <div className={styles.actions}>
          <Menu
            trigger={<IconButton label="More" icon="more" tooltip={false} />}
            items={[
              ...(summary.imported ? [] : [{ label: "Replace by a new version…", icon: "plus" as const, onSelect: () => router.push(`/reports/new?replaces=${encodeURIComponent(summary.id)}`) }, "separator" as const]),
              { label: "Delete…", icon: "trash", danger: true, onSelect: () => setLeaving(summary) },
            ]}
          />
        </div>
      </header>
      {shares.problem ? <ErrorNotice {...explainReportError(shares.problem)} action={<Button size="s" onClick={shares.dismiss}>Dismiss</Button>} /> : null}
      <div className={list.cards}>
        <section className={list.card} aria-labelledby="links">
          <h2 id="links">Publish a link</h2>
          <PublishPanel
            what="report"
            publish={async (request) => {
              const published = await publishReport(summary.id, request);
              void shares.attempt(() => Promise.resolve());
              return published;
            }}
          />
          {summary.shares.length > 0 ? <ShareList shares={summary.shares} onExtend={shares.extend} onRevoke={shares.revoke} /> : null}
        </section>
        <section className={list.card} aria-labelledby="files">
          <h2 id="files">Download</h2>
          <ul className={list.files}>
            {files.map(({ format: kind, name, what }) => (
              <li key={kind}>
                <a href={reportFileUrl(summary.id, kind)} download>
                  <span>{name}</span>
                  <span>{what}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <section className={list.seen} aria-labelledby="preview">
        <h2 id="preview">As others see it</h2>
        {/* Its own document, with no rights on this one. */}
        <iframe className={list.frame} title={`The report “${readableText(summary.title)}”`} sandbox="allow-scripts" src={reportViewUrl(summary.id)} />
      </section>
      <DeleteReport summary={leaving} onClose={() => setLeaving(null)} onDelete={() => void remove()} />
    </>
  );
}
