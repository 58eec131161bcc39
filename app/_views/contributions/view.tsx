"use client";

import { useMemo, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { Button, EmptyState, ErrorNotice } from "@/lib/ui";
import { explanationNames, quoted } from "../ask/token-names";
import { useExplanation, useQuestion } from "../ask/use-explanation";
import type { ViewProps } from "../view-contract";
import { partsOf, type Component } from "./build";
import { EngineWait } from "../run/engine-wait";
import { TopCard } from "./top-card";
import { WaterfallCard } from "./waterfall-card";
import styles from "./contributions.module.css";

/** Which parts of the model speak for the target. */
export function ContributionsView(props: ViewProps): ReactElement {
  const { detail, state, setState } = props;
  const { question, problem } = useQuestion(detail, state);
  const { explanation, error, retry } = useExplanation(detail.summary.id, question);
  const parts = useMemo(() => (explanation?.contributions ? partsOf(explanation.contributions) : null), [explanation]);
  if (!question) return <EmptyState title={problem.title}>{problem.text}</EmptyState>;
  if (error) return <ErrorNotice {...explainError(error)} action={<Button size="s" onClick={retry}>Try again</Button>} />;
  if (!explanation) return <EngineWait height={detail.manifest.model.shape.layers * 44 + 330} label="The engine evaluates this place once more" />;
  if (!parts) return <EmptyState title="The parts of this model’s output cannot be told apart">{explanation.missing.contributions?.reason ?? "Its graph lacks nodes."}</EmptyState>;
  const nameOf = explanationNames(explanation);
  const target = quoted(nameOf(explanation.target.id));
  const total = explanation.foil ? `lead of ${target} over ${quoted(nameOf(explanation.foil.id))}` : `logit of ${target}`;
  // What a part did happened at the token before the place: its charts are those of that token.
  const follow = ({ link }: Component) => {
    if (link) setState({ ...link, t: explanation.position, over: "head" });
  };
  return (
    <div className={styles.view}>
      <div className={styles.grid}>
        <WaterfallCard props={props} explanation={explanation} parts={parts} total={total} onFollow={follow} />
        <TopCard props={props} explanation={explanation} parts={parts} total={total} onFollow={follow} />
      </div>
    </div>
  );
}
