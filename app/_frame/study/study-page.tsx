"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Suspense, useMemo, useState, type ReactElement, type ReactNode } from "react";
import { StudyProgressBar } from "@/app/_views/study/study-progress";
import { useStudy } from "@/app/_views/study/use-study";
import { explainError } from "@/lib/domain/explain-error";
import type { StudyDetail } from "@/lib/domain/study";
import { readableText } from "@/lib/domain/visible-text";
import { queryKeys } from "@/lib/query/keys";
import { renameStudy, studyExportUrl, studyQuery } from "@/lib/query/studies";
import { Button, EmptyState, ErrorNotice, Icon, IconButton, Menu, RenameDialog, Skeleton } from "@/lib/ui";
import { download } from "@/lib/ui/download";
import { paced } from "./paced";
import styles from "../page.module.css";

export interface StudyPageProps {
  id: string;
  /** The list that it belongs to. */
  list: { href: string; name: string };
  /** Until the study's title is known. */
  heading: string;
  /** Under the heading. */
  lead: (detail: StudyDetail | null) => ReactNode;
  exports: { json: string; csv: string };
  words: {
    gone: string;
    reading: string;
    /** Of the progress bar. */
    working: string;
    /** Behind "Stopped after 3 of 9 texts." */
    stopped: string;
    empty: { title: string; text: string };
  };
  /** What was found so far; null while there is nothing. */
  result: (detail: StudyDetail, title: string) => ReactElement | null;
}

/** One study that reads texts: under way, stopped or complete. */
export function StudyPage({ id, list, heading, lead, exports, words, result }: StudyPageProps): ReactElement {
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const { data, error, refetch } = useQuery(studyQuery(id));
  const readSoon = useMemo(() => paced(() => void client.invalidateQueries({ queryKey: queryKeys.study(id) })), [client, id]);
  const study = useStudy(data ?? null, readSoon);
  const [problem, setProblem] = useState<unknown>(null);
  const failure = problem ?? study.error;
  const title = data ? readableText(data.summary.title) : heading;
  const found = data ? result(data, title) : null;
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
          <Link href={list.href} className={styles.back}>
            <Icon name="chevronLeft" size={14} /> {list.name}
          </Link>
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <p className={styles.lead}>{lead(data ?? null)}</p>
        </div>
        {data ? (
          <div className={styles.actions}>
            <Menu
              trigger={<Button icon="download">Export</Button>}
              items={[
                { label: exports.json, icon: "download", onSelect: () => download(studyExportUrl(id, "json")) },
                { label: exports.csv, icon: "table", onSelect: () => download(studyExportUrl(id, "csv")) },
              ]}
            />
            <Menu trigger={<IconButton label="More" icon="more" tooltip={false} />} items={[{ label: "Rename…", icon: "edit", onSelect: () => setRenaming(true) }]} />
          </div>
        ) : null}
      </header>
      {error && !data ? <ErrorNotice {...explainError(error)} what={words.gone} todo="It may have been deleted. The list shows what is kept." /> : null}
      {failure ? <ErrorNotice {...explainError(failure)} action={<Button size="s" onClick={study.resume}>Try again</Button>} /> : null}
      {!data && !error ? <Skeleton height={420} label={words.reading} /> : null}
      <StudyProgressBar study={study} label={words.working} units="texts" />
      {data?.summary.state === "stopped" ? (
        <div className={styles.actions}>
          <span>
            Stopped after {data.summary.done} of {data.summary.total} texts. {words.stopped}
          </span>
          <Button size="s" icon="play" busy={study.busy} onClick={study.resume}>
            Go on
          </Button>
        </div>
      ) : null}
      {data && !found && !study.progress && !failure ? <EmptyState title={words.empty.title}>{words.empty.text}</EmptyState> : null}
      {found ? <Suspense fallback={<Skeleton height={420} />}>{found}</Suspense> : null}
      {renaming && data ? <RenameDialog title={data.summary.title} onClose={() => setRenaming(false)} onRename={(next) => void rename(next)} /> : null}
    </main>
  );
}
