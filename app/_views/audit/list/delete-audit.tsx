"use client";

import type { ReactElement } from "react";
import { readableText } from "@/lib/domain/visible-text";
import { Button, Dialog } from "@/lib/ui";

/** Asks before an audit is deleted; open while `title` is one. */
export function DeleteAudit({ title, running, onClose, onDelete }: { title: string | null; running: boolean; onClose: () => void; onDelete: () => void }): ReactElement {
  return (
    <Dialog
      open={title !== null}
      onOpenChange={(open) => !open && onClose()}
      title={running ? "Stop and delete this audit?" : "Delete this audit?"}
      description={
        title === null ? undefined : (
          <>
            “<bdi>{readableText(title)}</bdi>”: its result, its items and every score go. This cannot be undone.{running ? " Pause it instead to keep what is scored." : ""}
          </>
        )
      }
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="danger"
            icon="trash"
            onClick={() => {
              onClose();
              onDelete();
            }}
          >
            Delete
          </Button>
        </>
      }
    />
  );
}
