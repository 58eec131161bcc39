"use client";

import type { ReactElement } from "react";
import { readableText } from "@/lib/domain/visible-text";
import { ConfirmDialog } from "@/lib/ui";

/** Asks before an audit is deleted; open while `title` is one. */
export function DeleteAudit({ title, running, onClose, onDelete }: { title: string | null; running: boolean; onClose: () => void; onDelete: () => void }): ReactElement {
  return (
    <ConfirmDialog
      open={title !== null}
      title={running ? "Stop and delete this audit?" : "Delete this audit?"}
      description={
        title === null ? undefined : (
          <>
            “<bdi>{readableText(title)}</bdi>”: its result, its items and every score go. This cannot be undone.{running ? " Pause it instead to keep what is scored." : ""}
          </>
        )
      }
      verb="Delete"
      onClose={onClose}
      onConfirm={onDelete}
    />
  );
}
