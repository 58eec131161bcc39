"use client";

import type { ReactElement } from "react";
import type { ReportSummary } from "@/lib/domain/report";
import { readableText } from "@/lib/domain/visible-text";
import { Button, Dialog } from "@/lib/ui";

/** Asks before a report goes. `summary`: null while nothing is asked. */
export function DeleteReport({ summary, onClose, onDelete }: { summary: ReportSummary | null; onClose: () => void; onDelete: (summary: ReportSummary) => void }): ReactElement {
  return (
    <Dialog
      open={summary !== null}
      onOpenChange={(open) => !open && onClose()}
      title="Delete this report?"
      description={summary ? `“${readableText(summary.title)}”, version ${summary.number}: the report goes, and its links lead nowhere. Files that were downloaded stay where they are. This cannot be undone.` : ""}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="danger"
            icon="trash"
            onClick={() => {
              if (summary) onDelete(summary);
              onClose();
            }}
          >
            Delete
          </Button>
        </>
      }
    />
  );
}
