"use client";

import type { ReactElement, ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import type { IconName } from "./icons";

export interface ConfirmDialogProps {
  open: boolean;
  title: string;
  /** What goes, and what stays. */
  description: ReactNode;
  /** What the confirming button does: "Delete", "Revoke". */
  verb: string;
  icon?: IconName;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before something goes that cannot be had back. */
export function ConfirmDialog({ open, title, description, verb, icon = "trash", onClose, onConfirm }: ConfirmDialogProps): ReactElement {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="danger"
            icon={icon}
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {verb}
          </Button>
        </>
      }
    />
  );
}
