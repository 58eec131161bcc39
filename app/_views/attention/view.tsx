"use client";

import { useCallback, useMemo, useState, type ReactElement } from "react";
import type { Cell } from "@/lib/charts";
import { EmptyState } from "@/lib/ui";
import { captureProblem } from "../inspection/capture-problem";
import { useViewKeys } from "../inspection/use-view-keys";
import type { ViewProps } from "../view-contract";
import { DetailCard } from "./detail-card";
import { OverviewCard } from "./overview-card";
import { ScatterCard } from "./scatter-card";
import { useHead } from "./use-head";
import styles from "./attention.module.css";

/** Where every head read. */
export function AttentionView(props: ViewProps): ReactElement {
  const problem = captureProblem(props.detail.manifest, "attention");
  if (problem) return <EmptyState title={problem.title}>{problem.text}</EmptyState>;
  return <RecordedAttention {...props} />;
}

function RecordedAttention(props: ViewProps): ReactElement {
  const { detail, state, setState } = props;
  const head = useHead(detail, state, true);
  const [preview, setPreview] = useState<Cell | null>(null);
  const { choice, grid } = head;
  const view = useMemo(() => ({ detail, state, setState }), [detail, state, setState]);

  const onLayer = useCallback(
    (step: number) => {
      if (choice) setState({ l: Math.min(grid.layers - 1, Math.max(0, choice.layer + step)), h: choice.head }, "replace");
    },
    [choice, grid, setState],
  );
  const onItem = useCallback(
    (step: number) => {
      if (choice) setState({ l: choice.layer, h: Math.min(grid.heads - 1, Math.max(0, choice.head + step)) }, "replace");
    },
    [choice, grid, setState],
  );
  const onEscape = useCallback(() => {
    if (state.k === undefined && state.l === undefined && state.h === undefined) return false;
    setState(state.k === undefined ? { l: undefined, h: undefined } : { k: undefined });
    return true;
  }, [state.k, state.l, state.h, setState]);
  useViewKeys({ onLayer, onItem, onEscape });

  return (
    <div className={styles.view}>
      <div className={styles.grid}>
        <OverviewCard view={view} head={head} preview={preview} onPreview={setPreview} />
        <DetailCard props={props} head={head} />
        <div className={styles.wide}>
          <ScatterCard view={view} head={head} preview={preview} onPreview={setPreview} />
        </div>
      </div>
    </div>
  );
}
