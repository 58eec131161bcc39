"use client";

import type { ReactElement } from "react";
import type { ReportSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { ConfirmDialog } from "@/lib/ui";

/** Asks before a report goes. `summary`: null while nothing is asked. */
export function DeleteReport({ summary, onClose, onDelete }: { summary: ReportSummary | null; onClose: () => void; onDelete: (summary: ReportSummary) => void }): ReactElement {
  return (
    <ConfirmDialog
      open={summary !== null}
      title="Delete this report?"
      description={summary ? `“${readableText(summary.title)}”, version ${summary.number}: the report goes, and its links lead nowhere. Files that were downloaded stay where they are. This cannot be undone.` : ""}
      verb="Delete"
      onClose={onClose}
      onConfirm={() => summary && onDelete(summary)}
    />
  );
}
