"use client";

import { useCallback, useMemo, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { decisionLayer } from "@/lib/math/lens";
import { Button, EmptyState, ErrorNotice } from "@/lib/ui";
import { explanationNames, quoted } from "../ask/token-names";
import type { Question } from "../ask/question";
import { useExplanation, useQuestion } from "../ask/use-explanation";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { useViewKeys } from "../inspection/use-view-keys";
import { EngineWait } from "../run/engine-wait";
import type { ViewProps } from "../view-contract";
import { GridCard } from "./grid-card";
import { LinesCard } from "./lines-card";
import styles from "./lens.module.css";

/** Of the card that comes, so that the grid below it does not jump. */
const LINES_HEIGHT = 440;

/** What each layer already knew. */
export function LayersView(props: ViewProps): ReactElement {
  const { detail, state, setState } = props;
  const { question, problem } = useQuestion(detail, state);
  const { layers } = detail.manifest.model.shape;
  const { l } = state;
  const onLayer = useCallback((step: number) => setState({ l: Math.min(layers - 1, Math.max(0, (l ?? layers) + step)) }, "replace"), [layers, l, setState]);
  const onItem = useCallback(() => undefined, []);
  const onEscape = useCallback(() => {
    if (l === undefined) return false;
    setState({ l: undefined });
    return true;
  }, [l, setState]);
  useViewKeys({ onLayer, onItem, onEscape });
  if (!question) return <EmptyState title={problem.title}>{problem.text}</EmptyState>;
  return <Layers props={props} question={question} />;
}

function Layers({ props, question }: { props: ViewProps; question: Question }): ReactElement {
  const { explanation, error, retry } = useExplanation(props.detail.summary.id, question);
  const display = useDisplayTokens(props.detail);
  const nameOf = useMemo(() => (explanation ? explanationNames(explanation) : null), [explanation]);
  if (error) return <ErrorNotice {...explainError(error)} action={<Button size="s" onClick={retry}>Try again</Button>} />;
  if (explanation && !explanation.lens) return <EmptyState title="The layers of this model cannot be read">{explanation.missing.lens?.reason ?? "Its graph has no node for the residual stream."}</EmptyState>;
  const lens = explanation?.lens ?? null;
  const decision = lens && decisionLayer(lens);
  const target = nameOf ? quoted(nameOf(question.target)) : question.target === question.taken ? tokenName(display, question.place) : "the target";
  return (
    <div className={styles.view}>
      {explanation && lens && nameOf ? (
        <LinesCard props={props} explanation={explanation} lens={lens} decision={decision} nameOf={nameOf} />
      ) : (
        <EngineWait height={LINES_HEIGHT} label="The engine evaluates this place once more" />
      )}
      <GridCard props={props} question={question} target={target} decision={decision} />
    </div>
  );
}
