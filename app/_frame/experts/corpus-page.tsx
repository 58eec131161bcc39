"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Suspense, useState, type ReactElement } from "react";
import styles from "../page.module.css";
import { CorpusResult } from "@/app/_views/corpus/result";
import { StudyProgressBar } from "@/app/_views/study/study-progress";
import { useStudy } from "@/app/_views/study/use-study";
import { explainError } from "@/lib/domain/explain-error";
import { readableText } from "@/lib/domain/visible-text";
import { queryKeys } from "@/lib/query/keys";
import { renameStudy, studyExportUrl, studyQuery } from "@/lib/query/studies";
import { Button, EmptyState, ErrorNotice, Icon, IconButton, Menu, RenameDialog, Skeleton } from "@/lib/ui";
import { download } from "@/lib/ui/download";

/** One count of experts: under way, stopped or complete. */
export function CorpusPage({ id }: { id: string }): ReactElement {
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const { data, error, refetch } = useQuery(studyQuery(id));
  const study = useStudy(data ?? null, () => void refetch());
  const [problem, setProblem] = useState<unknown>(null);
  const failure = problem ?? study.error;
  const title = data ? readableText(data.summary.title) : "Experts over texts";
  const statistics = data?.findings.kind === "corpus-experts" ? data.findings.result : null;
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
          <Link href="/models/experts" className={styles.back}>
            <Icon name="chevronLeft" size={14} /> Experts over texts
          </Link>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p className={styles.lead}>Statistics of the routers’ choices. They describe habits; what an expert does to an answer has to be tried.</p>
        </div>
        {data ? (
          <div className={styles.actions}>
            <Menu
              trigger={<Button icon="download">Export</Button>}
              items={[
                { label: "Statistics as JSON", icon: "download", onSelect: () => download(studyExportUrl(id, "json")) },
                { label: "Experts as CSV", icon: "table", onSelect: () => download(studyExportUrl(id, "csv")) },
              ]}
            />
            <Menu trigger={<IconButton label="More" icon="more" tooltip={false} />} items={[{ label: "Rename…", icon: "edit", onSelect: () => setRenaming(true) }]} />
          </div>
        ) : null}
      </header>
      {error && !data ? <ErrorNotice {...explainError(error)} what="This count of experts is not here." todo="It may have been deleted. The list shows what is kept." /> : null}
      {failure ? <ErrorNotice {...explainError(failure)} action={<Button size="s" onClick={study.resume}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={420} label="The count is being read" /> : null}
      <StudyProgressBar study={study} label="Reading the texts" units="texts" />
      {data?.summary.state === "stopped" ? (
        <div className={styles.actions}>
          <span>
            Stopped after {data.summary.done} of {data.summary.total} texts. What is shown is counted over those.
          </span>
          <Button size="s" icon="play" busy={study.busy} onClick={study.resume}>
            Go on
          </Button>
        </div>
      ) : null}
      {data && !statistics && !study.progress && !failure ? <EmptyState title="Nothing is counted yet">Go on to count the texts.</EmptyState> : null}
      {statistics ? (
        <Suspense fallback={<Skeleton height={420} />}>
          <CorpusResult statistics={statistics} title={title} />
        </Suspense>
      ) : null}
      {renaming && data ? <RenameDialog title={data.summary.title} onClose={() => setRenaming(false)} onRename={(next) => void rename(next)} /> : null}
    </main>
  );
}
