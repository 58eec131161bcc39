"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { InspectionSummary } from "@/lib/domain/inspection";
import { visibleText } from "@/lib/domain/visible-text";
import { treeQuery } from "@/lib/query";
import { Button, classNames } from "@/lib/ui";
import { treeRows } from "./tree-rows";
import styles from "./branch-tree.module.css";

/** All that was branched from the same root; nothing while there is only one. */
export function BranchTree({ openId, onOpen }: { openId: string; onOpen: (id: string, position: number | null) => void }): ReactElement | null {
  const { data } = useQuery(treeQuery(openId));
  if (!data || data.inspections.length < 2) return null;
  return (
    <section className={styles.tree} aria-labelledby="branches">
      <h3 id="branches" className={styles.title}>
        Branches
      </h3>
      <p className={styles.help}>The same text until a token was put in another’s place, or the model was edited. Each is an inspection of its own.</p>
      <ul>
        {treeRows(data.inspections, openId).map((row) => (
          <li key={row.id} style={{ paddingInlineStart: `${row.depth * 16}px` }}>
            <button
              type="button"
              className={classNames(styles.node, row.onPath && styles.onPath)}
              aria-current={row.isOpen ? "true" : undefined}
              onClick={() => onOpen(row.id, row.position)}
            >
              {row.depth > 0 ? <span aria-hidden="true">↳ </span> : null}
              <bdi className={row.position === null ? undefined : styles.token}>{row.label}</bdi>
              {row.position === null ? null : <span className={styles.at}> at token {row.position + 1}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Says of a branch what it is, with the way back. */
export function BranchNotice({ summary, onOpen }: { summary: InspectionSummary; onOpen: (id: string, position: number | null) => void }): ReactElement | null {
  const { parentId, branchPosition, branchText } = summary;
  if (branchPosition === null || branchText === null) return null;
  return (
    <p className={styles.notice}>
      <span>
        A branch: token {branchPosition + 1} was set to “<bdi className={styles.token}>{visibleText(branchText)}</bdi>” and the model went on from there.
      </span>
      {parentId === null ? (
        <span className={styles.at}>What it came from was deleted.</span>
      ) : (
        <Button size="s" variant="quiet" icon="chevronLeft" onClick={() => onOpen(parentId, branchPosition)}>
          Back to the original
        </Button>
      )}
    </p>
  );
}
