"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { readableText } from "@/lib/domain/visible-text";
import { inspectionsQuery, statusQuery } from "@/lib/query";
import { Button, EmptyState, ErrorNotice, Skeleton, TextField } from "@/lib/ui";
import { RecentRow, type RowActions } from "./recent-row";
import { recentRows } from "./rows";
import styles from "./recent.module.css";

const PAGE = 50;

/** Everything that was inspected, as a tree by day, with search; runs under way, from any tab, on top. */
export function RecentList({ openId, ...actions }: RowActions & { openId: string | null }): ReactElement {
  const [search, setSearch] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const field = useRef<HTMLInputElement>(null);
  const list = useQuery({ ...inspectionsQuery({ search: search.trim(), limit }), placeholderData: keepPreviousData });
  const status = useQuery(statusQuery());

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target?.closest("input, textarea, [contenteditable]")) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  const running = status.data?.running ?? [];
  const rows = list.data ? recentRows(list.data.inspections, new Date()) : null;
  return (
    <nav className={styles.recent} aria-label="Recent inspections">
      <div className={styles.head}>
        <h2 className={styles.heading}>Recent</h2>
        <TextField
          ref={field}
          label="Search inspections"
          labelPlace="hidden"
          type="search"
          placeholder="Search   /"
          value={search}
          onChange={setSearch}
          maxLength={200}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              setSearch("");
              event.currentTarget.blur();
            }
          }}
        />
      </div>
      <div className={styles.scroll}>
        {running.length > 0 ? (
          <>
            <h3 className={styles.day}>Running</h3>
            <ul>
              {running.map((summary) => (
                <li key={summary.id} className={styles.row} data-open={summary.id === openId || undefined}>
                  <button type="button" className={styles.link} aria-current={summary.id === openId ? "true" : undefined} onClick={() => actions.onOpen(summary.id)}>
                    <span className={styles.title}>
                      <span className={styles.pulse} aria-hidden="true" />
                      <bdi>{readableText(summary.title)}</bdi>
                    </span>
                    <span className={styles.meta}>{summary.state === "queued" ? "waiting" : "running"}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        {list.error && !list.data ? <ErrorNotice {...explainError(list.error)} action={<Button size="s" onClick={() => void list.refetch()}>Try again</Button>} /> : null}
        {rows === null && !list.error ? (
          <div className={styles.waiting}>
            {Array.from({ length: 6 }, (_, i) => (
              <Skeleton key={i} height={34} label={i === 0 ? "The list of inspections is loading" : null} />
            ))}
          </div>
        ) : null}
        {rows?.length === 0 && running.length === 0 ? (
          search.trim() === "" ? (
            <EmptyState title="Nothing here yet">Every run is kept here, with all that was captured.</EmptyState>
          ) : (
            <EmptyState title="No match" action={<Button size="s" onClick={() => setSearch("")}>Show all</Button>}>
              Titles, prompts and model names are searched.
            </EmptyState>
          )
        ) : null}
        <ul>
          {rows?.map((row) =>
            row.kind === "heading" ? (
              <li key={`day ${row.label}`} className={styles.day}>
                {row.label}
              </li>
            ) : (
              <RecentRow key={row.summary.id} summary={row.summary} depth={row.depth} orphan={row.orphan} isOpen={row.summary.id === openId} {...actions} />
            ),
          )}
        </ul>
        {list.data && list.data.total > list.data.inspections.length && limit < 200 ? (
          <Button size="s" variant="quiet" onClick={() => setLimit((current) => Math.min(200, current + PAGE))}>
            Show more ({list.data.total - list.data.inspections.length} left)
          </Button>
        ) : null}
      </div>
    </nav>
  );
}
