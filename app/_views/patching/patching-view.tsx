"use client";

import { useMemo, useState, type ReactElement } from "react";
import { fileStem, saveFile } from "@/lib/charts";
import { count } from "@/lib/charts/format";
import { explainError } from "@/lib/domain/explain-error";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { SweepRequest } from "@/lib/domain/sweep";
import { kindWords } from "@/lib/domain/sweep-words";
import { align } from "@/lib/math/align";
import { Button, EmptyState, ErrorNotice, Segmented, Skeleton, Stepper } from "@/lib/ui";
import { askParameter, type Question } from "../ask/question";
import { useQuestion } from "../ask/use-explanation";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { SweepProgress } from "../sweep/sweep-progress";
import { useSweep } from "../sweep/use-sweep";
import { useSweepNames } from "../sweep/use-sweep-names";
import type { ViewProps } from "../view-contract";
import { droppedKey, type DroppedCell } from "./build";
import { alignedColumns, sameBeginning } from "./columns";
import { DroppedList } from "./dropped-list";
import { PatchMapCard } from "./map-card";
import { SourcePicker } from "./source-picker";
import { Strips } from "./strips";
import { useSource } from "./use-source";
import styles from "./patching.module.css";

/** Activations of another text put into this one, and how much of the other's answer comes with them. */
export function PatchingView(props: ViewProps): ReactElement {
  const { detail, state, setState } = props;
  const { question, problem } = useQuestion(detail, state);
  const source = useSource(state.from);
  const other = source.detail && source.detail.manifest.model.sha256 !== detail.manifest.model.sha256;
  return (
    <section className={styles.view} aria-label="Patching">
      <div className={styles.panel}>
        <div className={styles.head}>
          <h3>Patching: values of another text</h3>
        </div>
        <p className={styles.quiet}>
          Where in the model does the difference between two texts sit? A cell of this text takes the value that it has in the other one; if the answer follows, what tells the texts apart passes through that cell.
        </p>
        <SourcePicker detail={detail} chosen={state.from} running={source.running} onChoose={(from) => setState({ from, fromAt: undefined })} />
        {source.error ? <ErrorNotice {...explainError(source.error)} /> : null}
        {source.running ? <Skeleton height={90} label="The other prompt is being run" /> : null}
        {other ? <ErrorNotice what="The other inspection is of another model file." why="Values fit only where both texts were run with the same file." /> : null}
      </div>
      {!question ? (
        <EmptyState title={problem.title}>{problem.text}</EmptyState>
      ) : source.detail && !other ? (
        <Patching key={source.detail.summary.id} props={props} question={question} source={source.detail} />
      ) : null}
    </section>
  );
}

const DROPPED_MOST = 8;

function Patching({ props, question, source }: { props: ViewProps; question: Question; source: InspectionDetail }): ReactElement {
  const { detail, state, setState } = props;
  const { place, target, foil } = question;
  const { layers } = detail.manifest.model.shape;
  const display = useDisplayTokens(detail);
  const sourceDisplay = useDisplayTokens(source);
  const names = useSweepNames(detail, question);
  const [dropped, setDropped] = useState<readonly DroppedCell[]>([]);
  const last = source.tokens.ids.length - 1;
  const at = Math.min(last, state.fromAt ?? source.manifest.promptTokens - 1);
  const layer = Math.min(layers - 1, state.l ?? Math.floor(layers / 2));

  const [a, b] = useMemo(() => [source.tokens.ids.slice(0, at + 1), detail.tokens.ids.slice(0, place)], [source, at, detail, place]);
  // As the server aligns them: this text first.
  const alignment = useMemo(() => {
    const { by, pairs } = align(b.map(String), a.map(String));
    return { by, pairs: pairs.map((pair) => ({ a: pair.b, b: pair.a })) };
  }, [a, b]);
  const columns = useMemo(() => alignedColumns(alignment.pairs, a, b), [alignment, a, b]);
  const same = sameBeginning(a, b);
  const request = useMemo<SweepRequest>(
    () => ({ position: place - 1, target, foil, kind: state.patch, where: "position", layers: null, source: { inspection: source.summary.id, position: at, pairs: null }, prompts: [], control: null }),
    [place, target, foil, state.patch, source, at],
  );
  const work = useSweep(detail.summary.id, request);
  const { result } = work;
  const answered = source.tokens.ids[at + 1];
  const identical = same === a.length && a.length === b.length;
  // Before the texts part, a cell has the same value in both.
  const positions = alignment.pairs.filter((pair) => Math.max(pair.a, pair.b) >= same).length;

  return (
    <>
      <div className={styles.panel}>
        <div className={styles.row}>
          <Stepper label="Position in the source" value={at} min={0} max={last} onChange={(fromAt) => setState({ fromAt })} />
          <span className={styles.quiet}>
            {tokenName(sourceDisplay, at)}
            {alignment.by === "positions" ? "; both texts have the same length, so position stands for position" : "; the texts differ in length: they are aligned on what they have in common"}
          </span>
        </div>
        {foil === null && answered !== undefined && answered !== target ? (
          <div className={styles.row}>
            <span className={styles.quiet}>What is recovered is clearest between both answers:</span>
            <Button size="s" onClick={() => setState({ ask: askParameter({ ...question, foil: answered }) })}>
              Ask why {names.target} rather than {tokenName(sourceDisplay, at + 1)}
            </Button>
          </div>
        ) : null}
        <div className={styles.row}>
          <Segmented
            label="Take over"
            labelPlace="beside"
            size="s"
            value={state.patch}
            onChange={(patch) => setState({ patch })}
            options={[
              { value: "patch-residual", label: "Residual", title: kindWords("patch-residual").hint },
              { value: "patch-attention", label: "Attention", title: kindWords("patch-attention").hint },
              { value: "patch-ffn", label: "FFN", title: kindWords("patch-ffn").hint },
            ]}
          />
        </div>
        <div className={styles.stack}>
          <div className={styles.row}>
            <h4 className={styles.title}>One cell by hand</h4>
            <Stepper label="Layer" value={layer} min={0} max={layers - 1} onChange={(l) => setState({ l })} />
            <span className={styles.quiet}>Drag a token of the source onto one of this text: its value at layer {layer} goes there. By keyboard: Enter picks, arrows move, Enter puts it down.</span>
          </div>
          <Strips
            columns={columns}
            source={sourceDisplay}
            own={display}
            layer={layer}
            onDrop={(from, position) => {
              const cell: DroppedCell = { kind: state.patch, layer, position, source: from };
              setDropped((before) => [cell, ...before.filter((other) => droppedKey(other) !== droppedKey(cell))].slice(0, DROPPED_MOST));
            }}
          />
          <DroppedList inspection={detail.summary.id} whole={request} dropped={dropped} source={sourceDisplay} own={display} onRemove={(cell) => setDropped((before) => before.filter((other) => other !== cell))} />
        </div>
        <SweepProgress
          work={work}
          begin={`Patch all ${count(layers * positions)} cells`}
          cost={`${layers} layers by the ${positions} aligned positions from where the texts part, one evaluation of the rest of the text each. How long it takes is known once it runs.`}
          problem={identical ? "Both texts are the same up to here: there is nothing to take over." : positions === 0 ? "No token of the source stands for one of this text." : null}
          label="Taking over cell by cell"
          units="cells"
        />
        {result ? (
          <div className={styles.row}>
            <Button size="s" variant="quiet" icon="download" onClick={() => saveFile(`${fileStem(`patching ${names.answer}`)}.json`, new Blob([`${JSON.stringify(result, null, 1)}\n`], { type: "application/json" }))}>
              Whole sweep as JSON
            </Button>
          </div>
        ) : null}
      </div>
      {!work.known && !work.error ? <Skeleton height={300} label="Looking for what was measured before" /> : null}
      {result ? <PatchMapCard view={props} source={source} sweep={result} names={names} same={same} underWay={work.study.progress !== null} /> : null}
    </>
  );
}
