"use client";

import { useMemo, type ReactElement } from "react";
import { EmptyState } from "@/lib/ui";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { askedOf } from "./asked";
import { AttentionStrips } from "./attention-strips";
import { LeaveOneOutCard } from "./leave-one-out-card";
import { PartsControls } from "./parts-controls";
import { promptParts } from "./parts";
import { UnsureCard } from "./unsure-card";
import styles from "./prompt-parts.module.css";

/** What in the prompt mattered for the answer, and where in the text the model was unsure. */
export function PromptPartsView(props: ViewProps): ReactElement {
  const { detail, state } = props;
  const display = useDisplayTokens(detail);
  const { t, ask, answer, parts: kind, marks } = state;
  const found = useMemo(() => askedOf(detail, display, { t, ask, answer }), [detail, display, t, ask, answer]);
  const position = found.ok ? found.asked.position : 0;
  const cut = useMemo(() => promptParts(display, kind, position, marks), [display, kind, position, marks]);
  return (
    <div className={styles.view}>
      <PartsControls props={props} asked={found.ok ? found.asked : null} />
      {!found.ok ? (
        <EmptyState title={found.title}>{found.text}</EmptyState>
      ) : !cut.ok ? (
        <EmptyState title="Nothing to take out">{cut.text}</EmptyState>
      ) : (
        <>
          <LeaveOneOutCard props={props} asked={found.asked} parts={cut.parts} />
          <AttentionStrips props={props} asked={found.asked} parts={cut.parts} />
        </>
      )}
      <UnsureCard {...props} />
    </div>
  );
}
