"use client";

import { useMemo, useState, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, ShadedText, useTheme, valueScale, type ShadedPiece } from "@/lib/charts";
import { count, percent } from "@/lib/charts/format";
import type { Fidelity, FidelityText } from "@/lib/domain/fidelity";
import { Segmented } from "@/lib/ui";
import { stripFigures, stripTable, tokensOf, type StripColour, type StripFigure } from "./build";
import { divergenceText } from "./words";
import type { FidelityView } from "./use-fidelity-view";
import styles from "./fidelity.module.css";

const colours: Record<StripColour, { label: string; title: string; value: (figure: StripFigure) => number | null }> = {
  kl: { label: "Divergence", title: "divergence of the prediction after it (nats, at least; colours by the square root)", value: ({ kl }) => kl },
  top: { label: "Another leads", title: "another token is the likeliest after it", value: ({ topChanged }) => Number(topChanged) },
  flips: { label: "Routers", title: "layers whose experts differ", value: ({ flips }) => flips },
};

/** One text, coloured by what the second file changes after each token, and what both write after it. */
export function FidelityStrip({ fidelity, text, view, source }: { fidelity: Fidelity; text: FidelityText; view: FidelityView; source: string }): ReactElement {
  const theme = useTheme();
  const [marked, setMarked] = useState<number | null>(null);
  const { colour } = view.state;
  const figures = useMemo(() => stripFigures(text), [text]);
  const { value, title } = colours[colour];
  const pieces = useMemo<ShadedPiece[]>(
    () =>
      figures.map((figure) => ({
        text: figure.shown,
        value: value(figure),
        breaks: figure.breaks,
        lines: [
          `after “${figure.shown}”`,
          `divergence ${divergenceText(figure.kl)} nats, at least; ${percent(figure.covered)} of the probability is covered`,
          figure.topChanged ? "another token leads" : "the same token leads",
          ...(figure.flips === null ? [] : [`other experts in ${count(figure.flips)} layers`]),
        ],
      })),
    [figures, value],
  );
  const scale = useMemo(
    () => (colour === "kl" ? valueScale("root", [0, roundUp(largest(text.kl))], theme) : valueScale("linear", [0, colour === "top" ? 1 : Math.max(1, largest(text.flippedLayers ?? []))], theme)),
    [colour, text, theme],
  );
  const at = marked === null ? null : figures[marked];
  return (
    <ChartCard
      title="The text, token by token"
      help="What changes in the prediction after each token when the second file reads the same text. Hover for figures."
      caveat="The divergence is between the two files’ predictions, not from what the text says next: where both are unsure in the same way it is small."
      provenance={{ kind: "derived", how: "From recorded logits and choices of routers of both files on the same tokens." }}
      source={source}
      controls={
        <Segmented
          label="Colour"
          labelPlace="beside"
          size="s"
          value={colour}
          onChange={(next) => view.set({ colour: next })}
          options={(["kl", "top", "flips"] as const).map((one) => ({ value: one, label: colours[one].label, disabled: one === "flips" && text.flippedLayers === null }))}
        />
      }
      legend={<ScaleLegend scale={scale} title={title} width={200} format={(one) => (colour === "kl" ? divergenceText(one) : colour === "top" ? (one === 0 ? "no" : one === 1 ? "yes" : "") : count(one))} />}
      table={() => stripTable(text)}
      footer={
        <>
          {at ? <p>{pieces[marked ?? 0]?.lines.join("; ")}</p> : null}
          <Written fidelity={fidelity} text={text} />
        </>
      }
    >
      <ShadedText label={`The text in ${count(text.tokens)} tokens, coloured: ${title}`} pieces={pieces} scale={scale} marked={marked} onSelect={(index) => setMarked(index === marked ? null : index)} />
    </ChartCard>
  );
}

const tokenCount = (tokens: number): string => `${count(tokens)} ${tokens === 1 ? "token" : "tokens"}`;

/** What both wrote greedily, up to and from the first token that differs. */
function Written({ fidelity, text }: { fidelity: Fidelity; text: FidelityText }): ReactElement {
  const { agreedTokens, written } = text;
  if (fidelity.generate === 0) return <p>Nothing was written after the text.</p>;
  const sides = [["model", fidelity.model], ["against", fidelity.against]] as const;
  return (
    <>
      <p>{agreedTokens === null ? `Both go on alike${written.model.length < fidelity.generate ? ", to the end of the text" : ""}: ${tokenCount(written.model.length)}.` : agreedTokens === 0 ? "They go on differently from the first token." : `They agree on ${tokenCount(agreedTokens)}, then go on differently.`}</p>
      <dl className={styles.written}>
        {sides.map(([side, { fileName }]) => (
          <div key={side}>
            <dt>{fileName}</dt>
            <dd>
              {tokensOf(written[side]).map(({ shown }, i) => (
                <span key={i} data-first={i === agreedTokens || undefined} data-after={(agreedTokens !== null && i > agreedTokens) || undefined}>
                  {shown}
                </span>
              ))}
              {written[side].length === 0 ? "(ends)" : null}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
