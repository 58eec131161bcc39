"use client";

import Link from "next/link";
import { useState, type ReactElement } from "react";
import { DeleteAudit } from "@/app/_views/audit/list/delete-audit";
import { stateNames, whenText } from "@/app/_views/audit/words";
import type { AuditDetail } from "@/lib/domain/audit";
import { readableText } from "@/lib/domain/visible-text";
import { auditExportUrl } from "@/lib/query/audits";
import { Button, Icon, IconButton, Menu, RenameDialog } from "@/lib/ui";
import { download } from "@/lib/ui/download";
import styles from "../page.module.css";

export interface AuditHeaderProps {
  detail: AuditDetail;
  onAgain: () => void;
  onCompare: () => void;
  onReport: () => void;
  onRename: (title: string) => void;
  onDelete: () => void;
}

/** Which audit this is, of which file, and what can be done with it as a whole. */
export function AuditHeader({ detail: { summary, manifest, results }, onAgain, onCompare, onReport, onRename, onDelete }: AuditHeaderProps): ReactElement {
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const running = summary.state === "running" || summary.state === "queued";
  const close = () => setDialog(null);
  return (
    <header className={styles.header}>
      <div className={styles.names}>
        <Link href="/audits" className={styles.back}>
          <Icon name="chevronLeft" size={14} /> Audits
        </Link>
        <h1>
          <bdi>{readableText(summary.title)}</bdi>
        </h1>
        <p className={styles.lead}>
          {summary.modelFileName}
          {manifest ? (
            <>
              {` · ${manifest.model.quantisation} · `}
              <span title={`SHA-256 ${manifest.model.sha256}`}>SHA-256 {manifest.model.sha256.slice(0, 12)}…</span>
            </>
          ) : null}
          {` · ${whenText(summary.createdAt)} · ${stateNames[summary.state]}`}
        </p>
      </div>
      <div className={styles.actions}>
        <Export id={summary.id} disabled={results.length === 0} />
        <Button icon="external" disabled={results.length === 0} onClick={onReport}>
          Make a report
        </Button>
        <Menu
          trigger={<IconButton label="More" icon="more" tooltip={false} />}
          items={[
            { label: "Rename…", icon: "edit", onSelect: () => setDialog("rename") },
            { label: "Run again", icon: "reset", onSelect: onAgain },
            { label: "Compare with another audit", icon: "branch", onSelect: onCompare, disabled: summary.state !== "complete" },
            "separator",
            { label: running ? "Stop and delete…" : "Delete…", icon: "trash", danger: true, onSelect: () => setDialog("delete") },
          ]}
        />
      </div>
      {dialog === "rename" ? <RenameDialog title={summary.title} onClose={close} onRename={onRename} /> : null}
      <DeleteAudit title={dialog === "delete" ? summary.title : null} running={running} onClose={close} onDelete={onDelete} />
    </header>
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
    download(auditExportUrl(id, kind));
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
