"use client";

import { useMemo, type ReactElement } from "react";
import { explainError } from "@/lib/domain/explain-error";
import { Button, ErrorNotice, ProgressBar, Skeleton } from "@/lib/ui";
import { useQuestion } from "../ask/use-explanation";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { PatchingView } from "../patching/patching-view";
import { SweepView } from "../sweep/sweep-view";
import type { ViewProps } from "../view-contract";
import { AnswerCard } from "./answer-card";
import { ContinuationCard } from "./continuation-card";
import { ExpertsCard, HeadsCard } from "./downstream-cards";
import { draftIssues } from "./draft";
import { EditList } from "./edit-list";
import { ElsewhereCard } from "./elsewhere-card";
import { KeepRun } from "./keep-run";
import { useDraft } from "./use-draft";
import { CONTINUED, effectNames, lastRead, useEffectOf } from "./use-effect-of";
import styles from "./intervene.module.css";

/** Changes one thing inside the model, and shows what that does to the answer and elsewhere. */
export function InterveneView(props: ViewProps): ReactElement {
  const { detail, state } = props;
  const { shape } = detail.manifest.model;
  const display = useDisplayTokens(detail);
  const draft = useDraft(props);
  const { question } = useQuestion(detail, state);
  const tokens = Math.min(shape.contextLength, Math.max(detail.tokens.ids.length, lastRead(detail, question) + 1 + CONTINUED));
  const sound = draft.edits.length > 0 && draftIssues(draft.entries, shape, tokens).length === 0;
  const { effect, stale, working, stopped, error, stop, start } = useEffectOf(detail, question, draft.edits, sound);
  const name = useMemo(() => (effect ? effectNames(effect) : null), [effect]);
  return (
    <div className={styles.view}>
      <EditList props={props} draft={draft} tokens={tokens} />
      {sound ? <KeepRun props={props} edits={draft.edits} question={question} /> : null}
      {sound ? (
        <div className={styles.progress}>
          {working ? (
            <>
              <ProgressBar label="Running the text, clean and with the edits" value={null} />
              <Button size="s" icon="stop" onClick={stop}>
                Stop
              </Button>
            </>
          ) : stopped ? (
            <>
              <span>Stopped: the effect is not measured.</span>
              <Button size="s" icon="play" onClick={start}>
                Measure it
              </Button>
            </>
          ) : (
            <span className={styles.help}>
              {question ? `Asked is position ${question.place}, which follows ${tokenName(display, question.place - 1)}.` : "No place is asked about, so this is the token behind the prompt. Lock a token to ask about its place."}
            </span>
          )}
        </div>
      ) : null}
      {error ? <ErrorNotice {...explainError(error)} action={<Button size="s" onClick={start}>Try again</Button>} /> : null}
      {effect && name ? (
        <div className={styles.cards} data-stale={stale || undefined} aria-busy={stale || undefined}>
          <AnswerCard props={props} effect={effect} name={name} />
          <ElsewhereCard props={props} edits={draft.edits} enabled={!stale} delta={stale ? null : effect.target.edited.logprob - effect.target.clean.logprob} />
          <ContinuationCard props={props} effect={effect} name={name} />
          <div className={styles.pair}>
            <HeadsCard props={props} effect={effect} name={name} />
            <ExpertsCard props={props} effect={effect} name={name} />
          </div>
        </div>
      ) : working ? (
        <>
          <Skeleton height={430} />
          <Skeleton height={260} />
        </>
      ) : null}
      <SweepView {...props} />
      <PatchingView {...props} />
    </div>
  );
}
