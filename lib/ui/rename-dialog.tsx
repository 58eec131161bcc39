"use client";

import { useState, type ReactElement } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { TextField } from "./field";

export interface RenameDialogProps {
  /** The title until now. */
  title: string;
  onClose: () => void;
  /** With at least one visible character, at most 200. */
  onRename: (title: string) => void;
}

/** Asks for another title of what is kept: an inspection, an audit. Open while it is mounted. */
export function RenameDialog({ title: before, onClose, onRename }: RenameDialogProps): ReactElement {
  const [title, setTitle] = useState(before);
  const isEmpty = title.trim() === "";
  const save = () => {
    if (isEmpty) return;
    onClose();
    onRename(title.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rename"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={save} disabled={isEmpty}>
            Rename
          </Button>
        </>
      }
    >
      <TextField
        label="Title"
        value={title}
        onChange={setTitle}
        maxLength={200}
        autoFocus
        error={isEmpty ? "A title needs at least one character." : null}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // The focus goes back to what opened the dialog, which the same key press must not press.
          event.preventDefault();
          save();
        }}
      />
    </Dialog>
  );
}
