"use client";

import { useMemo, useState, type ReactElement } from "react";
import { fileStem, saveFile } from "@/lib/charts";
import { count } from "@/lib/charts/format";
import { sweepColumn, type SweepPlace } from "@/lib/domain/sweep";
import { kindWords } from "@/lib/domain/sweep-words";
import { Button, EmptyState, Skeleton } from "@/lib/ui";
import { askParameter, type Question } from "../ask/question";
import { useQuestion } from "../ask/use-explanation";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import { placeKey, placeOf } from "./build";
import { ControlCard } from "./control-card";
import { editOf } from "./edit-of";
import { EffectsCard } from "./effects-card";
import { KeptSweeps } from "./kept-sweeps";
import { MapCard } from "./map-card";
import { unitOf } from "./names";
import { PredictionCard } from "./prediction-card";
import { choicesOf, evaluations, sweepRequest } from "./request";
import { SweepControls } from "./sweep-controls";
import { SweepProgress } from "./sweep-progress";
import { TextsCard } from "./texts-card";
import { useSweep } from "./use-sweep";
import { useSweepNames } from "./use-sweep-names";
import styles from "./sweep.module.css";

/** Every expert, head, or layer × token cell changed one by one, and what it does to the token asked about. */
export function SweepView(props: ViewProps): ReactElement {
  const { question, problem } = useQuestion(props.detail, props.state);
  return question ? <Asked props={props} question={question} /> : <EmptyState title={problem.title}>{problem.text}</EmptyState>;
}

function Asked({ props, question }: { props: ViewProps; question: Question }): ReactElement {
  const { detail, state, setState } = props;
  const { shape } = detail.manifest.model;
  const [texts, setTexts] = useState<readonly string[]>([]);
  const display = useDisplayTokens(detail);
  const names = useSweepNames(detail, question);
  const { place, target, foil } = question;
  const { sweep: kind, where, layers, control } = state;
  const request = useMemo(() => sweepRequest({ position: place - 1, target, foil }, { sweep: kind, where, layers, control }, shape, texts), [place, target, foil, kind, where, layers, control, shape, texts]);
  const work = useSweep(detail.summary.id, request);
  const { cells, most } = evaluations(request, shape);
  const what = sweepColumn(kind);
  const units = unitOf(kind);

  const locked: SweepPlace | null =
    what === "position" ? placeOf(state.cell) : state.l === undefined ? null : what === "expert" ? (state.e === undefined ? null : { layer: state.l, column: state.e }) : state.h === undefined ? null : { layer: state.l, column: state.h };
  const lock = (cell: SweepPlace | null) => {
    if (what === "position") setState({ cell: cell ? placeKey(cell) : undefined });
    else if (what === "expert") setState(cell ? { l: cell.layer, e: cell.column } : { e: undefined });
    else setState(cell ? { l: cell.layer, h: cell.column } : { h: undefined });
  };
  const edit = locked && editOf(kind, locked, where, place - 1);
  const openLocked = () => {
    if (!locked) return;
    if (what === "expert") setState({ tab: "experts", t: place - 1, l: locked.layer, e: locked.column });
    else if (what === "head") setState({ tab: "attention", t: place - 1, l: locked.layer, h: locked.column, over: "head" });
    else setState({ tab: "layers", t: locked.column, l: locked.layer });
  };
  const { result } = work;
  const card = result && { view: props, sweep: result, names, locked, onLock: lock };

  return (
    <section className={styles.view} aria-label="Sweep">
      <div className={styles.panel}>
        <div className={styles.head}>
          <h3>Sweep: change everything, one by one</h3>
          <span className={styles.spring} />
          <KeptSweeps
            inspection={detail.summary.id}
            onChoose={(asked) => {
              const chosen = choicesOf(asked);
              const at = asked.position + 1;
              if (asked.source === null) setTexts(chosen.texts);
              setState({ ...chosen.state, t: at, ask: askParameter({ place: at, taken: detail.tokens.ids[at] ?? -1, target: asked.target, foil: asked.foil }) });
            }}
          />
          {result ? (
            <Button size="s" variant="quiet" icon="download" onClick={() => saveFile(`${fileStem(`sweep ${kindWords(kind).label} ${names.answer}`)}.json`, new Blob([`${JSON.stringify(result, null, 1)}\n`], { type: "application/json" }))}>
              Whole sweep as JSON
            </Button>
          ) : null}
        </div>
        <p className={styles.quiet}>
          Measures how {names.answer} after {tokenName(display, place - 1)} (position {place - 1}) depends on each part: the same text, one thing changed.
        </p>
        <SweepControls view={props} cells={cells} texts={texts} onTexts={setTexts} />
        <SweepProgress
          work={work}
          begin={cells === 1 ? `Measure one ${units.one}` : `Measure ${count(cells)} ${units.many}`}
          cost={`Up to ${count(most)} evaluations of the text from the changed position on, what is likeliest to matter first. How long it takes is known once it runs; it can be stopped and goes on where it was.`}
          problem={cells === 0 ? `This model has no ${units.many}.` : null}
          label="Changing one by one"
          units={units.many}
        />
      </div>
      {!work.known && !work.error ? <Skeleton height={360} label="Looking for what was measured before" /> : null}
      {card ? (
        <>
          <MapCard
            {...card}
            underWay={work.study.progress !== null}
            actions={{ edit, open: locked ? { label: what === "position" ? "Open the layers" : `Open the ${what}`, go: openLocked } : null }}
          />
          <div className={styles.cards}>
            <EffectsCard {...card} />
            <PredictionCard {...card} />
            {card.sweep.control ? <ControlCard {...card} control={card.sweep.control} /> : null}
            {card.sweep.others.length > 0 ? <TextsCard {...card} /> : null}
          </div>
        </>
      ) : null}
    </section>
  );
}
