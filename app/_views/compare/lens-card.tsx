"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { categorical, CategoryLegend, ChartCard, indexLabels, Lines, type ChartStatus, type LineSeries } from "@/lib/charts";
import { decimal, percent } from "@/lib/charts/format";
import { displayTokens } from "@/lib/domain/display-tokens";
import type { Explanation, ExplainRequest, TokenChoice } from "@/lib/domain/explanation";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { unreliableLayers } from "@/lib/math/lens";
import { explanationQuery } from "@/lib/query";
import { explanationNames, quoted } from "../ask/token-names";
import { lensParting } from "./build";
import type { CompareProps } from "./contract";
import styles from "./compare.module.css";

/** A token of one run, as the other model is asked about it: by id in one vocabulary, else by its text. */
function choiceOf(detail: InspectionDetail, position: number, sameVocabulary: boolean): TokenChoice {
  if (sameVocabulary) return { id: detail.tokens.ids[position] ?? 0 };
  const bytes = detail.tokens.bytes[position] ?? "";
  return { text: displayTokens({ bytes: [bytes], special: [false] }).tokens[0]?.raw ?? "" };
}

const logprobs = (explanation: Explanation, layers: number, of: "targetLogprob" | "foilLogprob"): (number | null)[] =>
  Array.from({ length: layers }, (_, layer) => explanation.lens?.find((one) => one.layer === layer)?.[of] ?? null);

function lensLines(a: Explanation, b: Explanation, layers: number, target: string, rival: string | null): LineSeries[] {
  return [
    { key: "a", name: `${target} in A`, values: logprobs(a, layers, "targetLogprob"), colour: categorical(0), strong: true },
    { key: "b", name: `${target} in B`, values: logprobs(b, layers, "targetLogprob"), colour: categorical(1), strong: true },
    ...(rival === null
      ? []
      : [
          { key: "rival a", name: `${rival} in A`, values: logprobs(a, layers, "foilLogprob"), colour: categorical(4) },
          { key: "rival b", name: `${rival} in B`, values: logprobs(b, layers, "foilLogprob"), colour: categorical(5) },
        ]),
  ];
}

const namesOf = (explanation: Explanation | undefined): ((id: number) => string) => (explanation ? explanationNames(explanation) : () => "");

/** Where the two models' lenses part for one pair of tokens, and how likely each layer held A's token in both. */
export function LensCard({ comparison, a, b, names, pair, view, source }: CompareProps): ReactElement {
  const at = comparison.pairs[pair];
  const able = at !== undefined && at.a > 0 && at.b > 0;
  const question = (detail: InspectionDetail, position: number): ExplainRequest => ({
    position: position - 1,
    target: choiceOf(a, at?.a ?? 0, comparison.sameVocabulary || detail === a),
    foil: at && !at.same ? choiceOf(b, at.b, comparison.sameVocabulary || detail === b) : null,
  });
  const first = useQuery({ ...explanationQuery(a.summary.id, question(a, at?.a ?? 1)), enabled: able });
  const second = useQuery({ ...explanationQuery(b.summary.id, question(b, at?.b ?? 1)), enabled: able });
  const [ours, theirs] = [first.data, second.data];
  const parting = ours?.lens && theirs?.lens && comparison.sameVocabulary ? lensParting(ours, theirs) : null;
  const target = quoted(names.a[at?.a ?? 0] ?? "");
  const rival = at && !at.same ? quoted(names.b[at.b] ?? "") : null;
  const layers = Math.max(ours?.lens?.length ?? 0, theirs?.lens?.length ?? 0);
  const series = ours && theirs ? lensLines(ours, theirs, layers, target, rival) : [];
  const lowest = Math.floor(series.reduce((least, { values }) => values.reduce<number>((all, value) => Math.min(all, value ?? 0), least), -1));
  const careful = unreliableLayers(layers);
  const [nameA, nameB] = [namesOf(ours), namesOf(theirs)];
  const status: ChartStatus = !able
      ? { kind: "empty", title: "Nothing was predicted here", text: "This pair stands at the beginning of a text: choose a later one." }
      : (first.error ?? second.error)
        ? { kind: "error", error: first.error ?? second.error, retry: () => void Promise.all([first.refetch(), second.refetch()]) }
        : !ours || !theirs
          ? { kind: "loading", height: 320, label: "The engine reads both texts once more, with a lens on every layer" }
          : layers === 0
            ? { kind: "empty", title: "No lens of this model", text: ours.missing.lens?.reason ?? theirs.missing.lens?.reason ?? "Its graph does not allow one." }
            : { kind: "ready" };
  const tops = (explanation: Explanation, column: number, nameOf: (id: number) => string): string => {
    const layer = explanation.lens?.[column];
    return layer ? `${quoted(nameOf(layer.ids[0] ?? -1))} ${percent(layer.probs[0])}` : "–";
  };
  return (
    <ChartCard
      title={at ? `The lens at ${target}${rival ? ` against ${rival}` : ""}` : "The lens"}
      help="How likely each layer held the token that stands at the locked pair, read one token before it in both runs."
      caveat={
        <>
          <p>Each layer is read with the model’s last step, which was trained for the last layer only; the shaded first third is unreliable.</p>
          <p>Where two lenses part, something readable has changed; what was changed before in a form that the lens cannot read does not show.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Logit lens of both runs, evaluated again on the recorded tokens, with the edits of each; log-softmax over the full vocabulary." }}
      source={source}
      status={status}
      legend={
        <CategoryLegend
          items={[
            { label: `${target} in A`, colour: 0 },
            { label: `${target} in B`, colour: 1 },
            ...(rival ? [{ label: `${rival} in A`, colour: 4 }, { label: `${rival} in B`, colour: 5 }] : []),
            ...(careful > 0 ? [{ label: "unreliable layers", colour: "var(--hairline)" }] : []),
          ]}
        />
      }
      table={
        ours && theirs
          ? () => ({
              columns: [{ label: "layer", numeric: true }, { label: "first choice in A" }, { label: "first choice in B" }, ...series.map(({ name }) => ({ label: `log p of ${name} (nats)`, numeric: true }))],
              rows: Array.from({ length: layers }, (_, layer) => [layer, nameA(ours.lens?.[layer]?.ids[0] ?? -1), nameB(theirs.lens?.[layer]?.ids[0] ?? -1), ...series.map(({ values }) => values[layer] ?? null)]),
            })
          : undefined
      }
      footer={
        ours?.lens && theirs?.lens && comparison.sameVocabulary ? (
          <p>
            {parting === null
              ? "Every layer’s first choice is the same in both."
              : `From layer ${parting.layer} the first choices differ: ${quoted(nameA(parting.a))} in A, ${quoted(nameB(parting.b))} in B.${parting.layer < careful ? " Mind that this layer is among the unreliable ones." : ""}`}
          </p>
        ) : undefined
      }
    >
      <Lines
        label={`Log-probability of ${target} over ${layers} layers in both runs`}
        series={series}
        columns={indexLabels(layers)}
        xTitle="layer"
        yTitle="log-probability (nats)"
        domain={[lowest, 0]}
        describe={(column) => [
          `Layer ${column}`,
          ...series.map(({ name, values }) => `${name}: ${decimal(values[column])} nats`),
          ...(ours && theirs ? [`first choice ${tops(ours, column, nameA)} in A, ${tops(theirs, column, nameB)} in B`] : []),
        ]}
        locked={view.state.layer !== undefined && view.state.layer < layers ? view.state.layer : null}
        onLock={(layer) => view.set({ layer: layer ?? undefined })}
        care={careful}
        mark={parting === null ? null : { column: parting.layer, text: "here the first choices part" }}
      />
      {ours && theirs ? (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label="First choice of every layer in both">
          <table className={styles.layers}>
            <thead>
              <tr>
                <th scope="row">layer</th>
                {Array.from({ length: layers }, (_, layer) => (
                  <th key={layer} scope="col">
                    {layer}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {([["A", ours, nameA], ["B", theirs, nameB]] as const).map(([side, explanation, nameOf]) => (
                <tr key={side}>
                  <th scope="row">{side}</th>
                  {Array.from({ length: layers }, (_, layer) => (
                    <td key={layer} data-parted={(comparison.sameVocabulary && ours.lens?.[layer]?.ids[0] !== theirs.lens?.[layer]?.ids[0]) || undefined}>
                      {nameOf(explanation.lens?.[layer]?.ids[0] ?? -1)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </ChartCard>
  );
}
