"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactElement } from "react";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { readableText, visibleText } from "@/lib/domain/visible-text";
import { bytes, count } from "@/lib/charts/format";
import { ConfirmDialog, IconButton, Menu, RenameDialog, classNames } from "@/lib/ui";
import styles from "./recent.module.css";

export interface RowActions {
  onOpen: (id: string) => void;
  onRename: (id: string, title: string) => Promise<void>;
  onDelete: (id: string) => Promise<void>;
  onRunAgain: (id: string) => Promise<void>;
}

export interface RecentRowProps extends RowActions {
  summary: InspectionSummary;
  depth: number;
  orphan: boolean;
  isOpen: boolean;
}

const time = (iso: string): string => new Date(iso).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false });

export function RecentRow({ summary, depth, orphan, isOpen, ...actions }: RecentRowProps): ReactElement {
  const router = useRouter();
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const branched = depth > 0 || orphan;
  const title = depth > 0 && summary.branchText !== null ? visibleText(summary.branchText) : readableText(summary.title);
  return (
    <li className={classNames(styles.row, isOpen && styles.open)} style={{ paddingInlineStart: `${Math.min(depth, 5) * 14}px` }}>
      <button type="button" className={styles.link} aria-current={isOpen ? "true" : undefined} onClick={() => actions.onOpen(summary.id)} title={readableText(summary.prompt)}>
        <span className={styles.title}>
          {branched ? (
            <span className={styles.hook} aria-label="branch">
              ↳
            </span>
          ) : null}
          <bdi>{title}</bdi>
        </span>
        <span className={styles.meta}>
          {time(summary.createdAt)} · {count(summary.totalTokens)} tokens{summary.state === "stopped" ? " · stopped" : ""}
        </span>
      </button>
      <span className={styles.menu}>
        <Menu
          trigger={<IconButton label={`Actions for ${readableText(summary.title)}`} icon="more" size="s" tooltip={false} />}
          items={[
            { label: "Rename…", icon: "edit", onSelect: () => setDialog("rename") },
            { label: "Run again", icon: "play", onSelect: () => void actions.onRunAgain(summary.id) },
            { label: "Compare with…", icon: "table", onSelect: () => router.push(`/compare?${new URLSearchParams({ a: summary.id })}`) },
            "separator",
            { label: "Delete…", icon: "trash", danger: true, onSelect: () => setDialog("delete") },
          ]}
        />
      </span>
      {dialog === "rename" ? <RenameDialog title={summary.title} onClose={() => setDialog(null)} onRename={(title) => void actions.onRename(summary.id, title)} /> : null}
      <ConfirmDialog
        open={dialog === "delete"}
        title="Delete this inspection?"
        description={
          <>
            “<bdi>{readableText(summary.title)}</bdi>” and its trace{summary.traceBytes === null ? "" : ` (${bytes(summary.traceBytes)})`} go for good. What was branched from it stays.
          </>
        }
        verb="Delete"
        onClose={() => setDialog(null)}
        onConfirm={() => void actions.onDelete(summary.id)}
      />
    </li>
  );
}
