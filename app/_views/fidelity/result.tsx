"use client";

import { useMemo, type ReactElement } from "react";
import { count, percent, bytes } from "@/lib/charts/format";
import type { Fidelity } from "@/lib/domain/fidelity";
import { VisuallyHidden } from "@/lib/ui";
import corpus from "../corpus/corpus.module.css";
import { sortRows, textRows } from "./build";
import { FlipsCard, KlCard } from "./distribution-cards";
import { FidelityStrip } from "./strip-card";
import { TextTable } from "./text-table";
import { useFidelityView } from "./use-fidelity-view";
import { divergenceText } from "./words";

/** How far one file is from the other: in all, by text, and token by token. */
export function FidelityResult({ fidelity, title }: { fidelity: Fidelity; title: string }): ReactElement {
  const view = useFidelityView();
  const { summary, model, against, texts } = fidelity;
  const worst = useMemo(() => sortRows(textRows(fidelity), "mean")[0]?.index ?? 0, [fidelity]);
  const open = view.state.text !== undefined && view.state.text < texts.length ? view.state.text : worst;
  const text = texts[open];
  const source = `${against.fileName} against ${model.fileName}, “${title}”`;
  return (
    <div className={corpus.result}>
      <dl className={corpus.facts}>
        <Fact term="model" value={`${model.fileName}, ${model.quantisation}, ${bytes(model.sizeBytes)}`} />
        <Fact term="against" value={`${against.fileName}, ${against.quantisation}, ${bytes(against.sizeBytes)}`} />
        <Fact term="texts, tokens" value={`${count(summary.texts)}, ${count(summary.tokens)}`} />
        <Fact term="mean divergence" value={`≥ ${divergenceText(summary.kl.mean)} nats a token`} note="derived, a lower bound" />
        <Fact term="median, 99 %, largest" value={`${divergenceText(summary.kl.median)}, ${divergenceText(summary.kl.p99)}, ${divergenceText(summary.kl.largest)}`} note="derived, lower bounds" />
        <Fact term="another token leads" value={`after ${count(summary.topChanged)} tokens, ${percent(summary.topChanged / Math.max(1, summary.tokens))}`} note="derived" />
        <Fact term="routers flip" value={summary.routing ? `${count(summary.routing.flips)} of ${count(summary.routing.decisions)}, ${percent(summary.routing.flips / summary.routing.decisions)}` : "–"} note={summary.routing ? "derived" : "no experts in these files"} />
        <Fact term="write differently" value={fidelity.generate === 0 ? "–" : `${count(summary.diverged)} of ${count(summary.texts)} texts within ${count(fidelity.generate)} tokens`} note={fidelity.generate === 0 ? "nothing was written" : "measured, greedy"} />
        <Fact term="covered by kept tokens" value={`${percent(summary.leastCovered)} or more`} note="least probability of the first file’s prediction on single kept tokens: the nearer to all, the closer the bound" />
      </dl>
      <VisuallyHidden as="h2">In all</VisuallyHidden>
      <div className={corpus.pair}>
        <KlCard fidelity={fidelity} source={source} />
        <FlipsCard fidelity={fidelity} source={source} />
      </div>
      <VisuallyHidden as="h2">Texts</VisuallyHidden>
      <TextTable fidelity={fidelity} open={open} view={view} onOpen={(index) => view.set({ text: index })} />
      {text ? <FidelityStrip key={open} fidelity={fidelity} text={text} view={view} source={source} /> : null}
    </div>
  );
}

function Fact({ term, value, note }: { term: string; value: string; note?: string }): ReactElement {
  return (
    <div title={note}>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
