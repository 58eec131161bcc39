"use client";

import { useId, useRef, type ReactElement, type ReactNode } from "react";
import { VitrineError } from "@/lib/domain/errors";
import { Button, EmptyState, ErrorNotice, IconButton, Popover, Skeleton } from "@/lib/ui";
import { ChartMenu } from "./chart-menu";
import type { ChartTable } from "./table";
import styles from "./chart-card.module.css";

/** Read from the run, computed from what was read, or approximated. */
export type ProvenanceKind = "measured" | "derived" | "estimated";

export interface Provenance {
  kind: ProvenanceKind;
  /** How, in one sentence. */
  how: string;
}

export type ChartStatus =
  | { kind: "ready" }
  /** `height` keeps the place of the chart. */
  | { kind: "loading"; height: number; label: string; /** In place of the plain grey: how far the work is. */ shown?: ReactNode }
  | { kind: "empty"; title: string; text: ReactNode }
  | { kind: "error"; error: unknown; retry?: (() => void) | undefined };

export interface ChartCardProps {
  title: string;
  /** One quiet sentence: what am I looking at? */
  help: ReactNode;
  /** What it does not show; behind the ⓘ. */
  caveat: ReactNode;
  provenance: Provenance;
  /** Where the data come from, for the caption of files: model and prompt. */
  source: string;
  status?: ChartStatus;
  legend?: ReactNode;
  controls?: ReactNode;
  /** The numbers behind it, made when asked for. */
  table?: (() => ChartTable) | undefined;
  /** Below the chart: a sentence on what is locked. */
  footer?: ReactNode;
  children?: ReactNode;
}

const ready: ChartStatus = { kind: "ready" };

/** The frame of every chart. */
export function ChartCard({ title, help, caveat, provenance, source, status = ready, legend, controls, table, footer, children }: ChartCardProps): ReactElement {
  const titleId = useId();
  const helpId = useId();
  const figure = useRef<HTMLDivElement>(null);
  return (
    <section className={styles.card} aria-labelledby={titleId} aria-describedby={helpId}>
      <header className={styles.head}>
        <h3 id={titleId} className={styles.title}>
          {title}
        </h3>
        <Popover trigger={<IconButton label={`About “${title}”`} icon="info" size="s" tooltip={false} />} title="What it does not show">
          <div className={styles.caveat}>
            <div>{caveat}</div>
            <p>
              <span className={styles.kind}>{provenance.kind}</span> {provenance.how}
            </p>
          </div>
        </Popover>
        <span className={styles.spring} />
        {table && status.kind === "ready" ? <ChartMenu title={title} figure={figure} table={table} caption={`${source} · ${provenance.kind}: ${provenance.how}`} /> : null}
      </header>
      <p id={helpId} className={styles.help}>
        {help}
      </p>
      {controls ? <div className={styles.controls}>{controls}</div> : null}
      <div ref={figure} className={styles.figure}>
        {status.kind === "ready" ? (
          <>
            {legend ? <div className={styles.legend}>{legend}</div> : null}
            {children}
          </>
        ) : (
          <Unready status={status} />
        )}
      </div>
      {footer && status.kind === "ready" ? <div className={styles.footer}>{footer}</div> : null}
      <p className={styles.provenance}>
        <span className={styles.kind}>{provenance.kind}</span> {provenance.how}
      </p>
    </section>
  );
}

function Unready({ status }: { status: Exclude<ChartStatus, { kind: "ready" }> }): ReactElement {
  if (status.kind === "loading") return status.shown ? <>{status.shown}</> : <Skeleton height={status.height} label={status.label} />;
  if (status.kind === "empty") return <EmptyState title={status.title}>{status.text}</EmptyState>;
  const { error, retry } = status;
  const known = error instanceof VitrineError;
  return (
    <ErrorNotice
      what={known ? error.message : "This chart could not be drawn."}
      why={known ? undefined : "Its data did not arrive as expected."}
      details={known ? error.code : error instanceof Error ? (error.stack ?? error.message) : String(error)}
      action={retry ? <Button size="s" onClick={retry}>Try again</Button> : undefined}
    />
  );
}
