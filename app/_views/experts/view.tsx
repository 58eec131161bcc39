"use client";

import { useCallback, useMemo, type ReactElement } from "react";
import { Button, EmptyState, ErrorNotice, Skeleton } from "@/lib/ui";
import { captureProblem } from "../inspection/capture-problem";
import { spokenToken } from "../inspection/use-tokens";
import { useViewKeys } from "../inspection/use-view-keys";
import type { ViewProps } from "../view-contract";
import { ExpertCard } from "./expert-card";
import { GatesCard } from "./gates-card";
import { LoadCard } from "./load-card";
import { ScoresCard } from "./scores-card";
import { expertChoice, useRouting } from "./use-routing";
import styles from "./experts.module.css";

/** With more layers than this the gates are so tall that scores and expert fit beside them, one below the other. */
const TALL = 12;

/** Which experts the tokens went to. */
export function ExpertsView(props: ViewProps): ReactElement {
  const { manifest } = props.detail;
  const problem = captureProblem(manifest, "router");
  if (problem) return <EmptyState title={problem.title}>{problem.text}</EmptyState>;
  if (manifest.model.shape.experts === 0) {
    return <EmptyState title="This model has no experts">It is dense: every token passes through all of every layer, so there is no routing to show.</EmptyState>;
  }
  return <RecordedRouting {...props} />;
}

function RecordedRouting(props: ViewProps): ReactElement {
  const { detail, state, setState } = props;
  const routing = useRouting(detail, true);
  const view = useMemo(() => ({ detail, state, setState }), [detail, state, setState]);
  const token = spokenToken(props);
  // What is locked must not move with the pointer: the expert follows the locked token, the gates follow the previewed one.
  const lockedToken = spokenToken({ detail, state, previewToken: null });
  const { l, e } = state;
  const choice = useMemo(() => expertChoice(routing, { l, e }, lockedToken), [routing, l, e, lockedToken]);
  const numbers = useMemo(() => routing.layers?.map(({ layer }) => layer) ?? [], [routing.layers]);

  const onLayer = useCallback(
    (step: number) => {
      const at = choice ? numbers.indexOf(choice.routed.layer) : -1;
      const layer = numbers[Math.min(numbers.length - 1, Math.max(0, at + step))];
      if (choice && layer !== undefined) setState(choice.locked ? { l: layer, e: choice.expert } : { l: layer }, "replace");
    },
    [choice, numbers, setState],
  );
  const onItem = useCallback(
    (step: number) => {
      if (choice) setState({ l: choice.routed.layer, e: Math.min(routing.experts - 1, Math.max(0, choice.expert + step)) }, "replace");
    },
    [choice, routing.experts, setState],
  );
  const onEscape = useCallback(() => {
    if (e === undefined && l === undefined) return false;
    setState({ l: undefined, e: undefined });
    return true;
  }, [e, l, setState]);
  useViewKeys({ onLayer, onItem, onEscape });

  if (routing.error) {
    return (
      <ErrorNotice
        what="The routing of this run could not be read."
        why={routing.error instanceof Error ? routing.error.message : undefined}
        action={
          <Button size="s" onClick={routing.retry}>
            Try again
          </Button>
        }
      />
    );
  }
  if (!routing.layers || !choice) {
    return (
      <div className={styles.view}>
        <div className={styles.grid}>
          <Skeleton height={detail.manifest.model.shape.layers * 24 + 240} label="Reading where the tokens went" />
          <Skeleton height={420} />
        </div>
      </div>
    );
  }
  const gates = <GatesCard props={props} layers={routing.layers} token={token} choice={choice} />;
  const scores = <ScoresCard props={props} token={token} choice={choice} />;
  const load = <LoadCard view={view} layers={routing.layers} choice={choice} />;
  const expert = <ExpertCard props={props} token={token} choice={choice} layers={numbers} />;
  return (
    <div className={styles.view}>
      {detail.manifest.model.shape.layers > TALL ? (
        <div className={styles.grid}>
          {gates}
          <div className={styles.column}>
            {scores}
            {expert}
          </div>
          <div className={styles.wide}>{load}</div>
        </div>
      ) : (
        <div className={styles.grid}>
          {gates}
          {scores}
          <div className={styles.wide}>{load}</div>
          <div className={styles.wide}>{expert}</div>
        </div>
      )}
    </div>
  );
}
