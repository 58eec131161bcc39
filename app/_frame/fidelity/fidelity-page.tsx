"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Suspense, useMemo, useState, type ReactElement } from "react";
import { FidelityResult } from "@/app/_views/fidelity/result";
import { StudyProgressBar } from "@/app/_views/study/study-progress";
import { useStudy } from "@/app/_views/study/use-study";
import { explainError } from "@/lib/domain/explain-error";
import { readableText } from "@/lib/domain/visible-text";
import { queryKeys } from "@/lib/query/keys";
import { renameStudy, studyExportUrl, studyQuery } from "@/lib/query/studies";
import { Button, EmptyState, ErrorNotice, Icon, IconButton, Menu, RenameDialog, Skeleton } from "@/lib/ui";
import { download } from "@/lib/ui/download";
import styles from "../page.module.css";

/** Between two readings of a result that grows with every text, ms. */
const READ_MS = 2_000;

/** At once when it has been a while, else as soon as that while is over; calls in between are one. */
function paced(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = -Infinity;
  return () => {
    timer ??= setTimeout(
      () => {
        timer = null;
        last = performance.now();
        work();
      },
      Math.max(0, last + READ_MS - performance.now()),
    );
  };
}

/** One comparison of two files: under way, stopped or complete. */
export function FidelityPage({ id }: { id: string }): ReactElement {
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const { data, error, refetch } = useQuery(studyQuery(id));
  const readSoon = useMemo(() => paced(() => void client.invalidateQueries({ queryKey: queryKeys.study(id) })), [client, id]);
  const study = useStudy(data ?? null, readSoon);
  const [problem, setProblem] = useState<unknown>(null);
  const failure = problem ?? study.error;
  const title = data ? readableText(data.summary.title) : "Two files of one model";
  const fidelity = data?.findings.kind === "fidelity" ? data.findings.result : null;
  const rename = async (next: string) => {
    try {
      await renameStudy(id, next);
      await Promise.all([refetch(), client.invalidateQueries({ queryKey: queryKeys.studies() })]);
    } catch (cause) {
      setProblem(cause);
    }
  };
  return (
    <main id="content" className={styles.page} tabIndex={-1}>
      <header className={styles.header}>
        <div className={styles.names}>
          <Link href="/fidelity" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Files of one model
          </Link>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p className={styles.lead}>{data ? <bdi>{data.summary.modelFileName}</bdi> : null}</p>
        </div>
        {data ? (
          <div className={styles.actions}>
            <Menu
              trigger={<Button icon="download">Export</Button>}
              items={[
                { label: "Everything as JSON", icon: "download", onSelect: () => download(studyExportUrl(id, "json")) },
                { label: "Tokens as CSV", icon: "table", onSelect: () => download(studyExportUrl(id, "csv")) },
              ]}
            />
            <Menu trigger={<IconButton label="More" icon="more" tooltip={false} />} items={[{ label: "Rename…", icon: "edit", onSelect: () => setRenaming(true) }]} />
          </div>
        ) : null}
      </header>
      {error && !data ? <ErrorNotice {...explainError(error)} what="This comparison is not here." todo="It may have been deleted. The list shows what is kept." /> : null}
      {failure ? <ErrorNotice {...explainError(failure)} action={<Button size="s" onClick={study.resume}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={420} label="The comparison is being read" /> : null}
      <StudyProgressBar study={study} label="Reading the texts with both files" units="texts" />
      {data?.summary.state === "stopped" ? (
        <div className={styles.actions}>
          <span>
            Stopped after {data.summary.done} of {data.summary.total} texts. What is shown speaks of those.
          </span>
          <Button size="s" icon="play" busy={study.busy} onClick={study.resume}>
            Go on
          </Button>
        </div>
      ) : null}
      {data && !fidelity && !study.progress && !failure ? <EmptyState title="Nothing is compared yet">Go on to read the texts.</EmptyState> : null}
      {fidelity ? (
        <Suspense fallback={<Skeleton height={420} />}>
          <FidelityResult fidelity={fidelity} title={title} />
        </Suspense>
      ) : null}
      {renaming && data ? <RenameDialog title={data.summary.title} onClose={() => setRenaming(false)} onRename={(next) => void rename(next)} /> : null}
    </main>
  );
}
