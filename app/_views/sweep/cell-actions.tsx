"use client";

import type { ReactElement } from "react";
import { Button } from "@/lib/ui";
import styles from "./sweep.module.css";

export interface CellActionsProps {
  /** What is known of the locked cell, its name first; null while none is locked. */
  lines: readonly string[] | null;
  /** Left out where the cell is no edit. */
  onAdd?: (() => void) | undefined;
  /** "Open the expert", and what it does. */
  open: { label: string; go: () => void } | null;
}

/** The locked cell in words, and what can be done with it. Keeps its place while nothing is locked. */
export function CellActions({ lines, onAdd, open }: CellActionsProps): ReactElement {
  const [name, ...rest] = lines ?? [];
  return (
    <div className={styles.actions} role="group" aria-label="The locked cell" aria-live="polite">
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
            {onAdd ? (
              <Button size="s" icon="plus" onClick={onAdd}>
                Add to the edits
              </Button>
            ) : null}
            {open ? (
              <Button size="s" variant="quiet" icon="external" onClick={open.go}>
                {open.label}
              </Button>
            ) : null}
          </span>
        </>
      )}
    </div>
  );
}
