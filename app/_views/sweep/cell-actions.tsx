"use client";

import { useState, type ReactElement } from "react";
import type { Edit } from "@/lib/domain/edit";
import { DRAFT_MOST } from "@/lib/domain/edit-draft";
import { Button } from "@/lib/ui";
import { useDraft } from "../intervene/use-draft";
import type { ViewProps } from "../view-contract";
import styles from "./sweep.module.css";

export interface CellActionsProps {
  view: Pick<ViewProps, "state" | "setState">;
  /** What is known of the locked cell, its name first; null while none is locked. */
  lines: readonly string[] | null;
  /** What the cell is as an edit; null where no edit can do it. */
  edit: Edit | null;
  /** "Open the expert", and what it does. */
  open: { label: string; go: () => void } | null;
}

/** The locked cell in words, and what can be done with it. Keeps its place while nothing is locked. */
export function CellActions({ view, lines, edit, open }: CellActionsProps): ReactElement {
  const draft = useDraft(view);
  const [said, setSaid] = useState<{ about: string; text: string } | null>(null);
  const [name, ...rest] = lines ?? [];
  const add = () => {
    if (edit && name !== undefined) setSaid({ about: name, text: draft.add(edit) ? "It is in the list of edits above." : `The list of edits is full: it holds ${DRAFT_MOST}.` });
  };
  return (
    <div className={styles.actions} role="group" aria-label="The locked cell">
      {name === undefined ? (
        <span className={styles.quiet}>Click a cell, or press Enter on it, to lock it: it can then be added to the edits and looked at.</span>
      ) : (
        <>
          <span>
            <strong>{name.charAt(0).toUpperCase() + name.slice(1)}</strong>
            {rest.map((line) => (
              <span key={line} className={styles.fact}>
                {line}
              </span>
            ))}
          </span>
          <span className={styles.buttons}>
            {edit ? (
              <Button size="s" icon="plus" onClick={add}>
                Add to the edits
              </Button>
            ) : null}
            {open ? (
              <Button size="s" variant="quiet" icon="external" onClick={open.go}>
                {open.label}
              </Button>
            ) : null}
          </span>
          <span role="status" className={styles.said}>
            {said?.about === name ? said.text : ""}
          </span>
        </>
      )}
    </div>
  );
}
