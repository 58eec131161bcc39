"use client";

import { useMemo, type ReactElement } from "react";
import { categorical, CategoryLegend, ChartCard, Lines, type LineSeries } from "@/lib/charts";
import { count, percent, probability } from "@/lib/charts/format";
import { controlTable, routingSummary, type RoutingSummary } from "./build";
import type { CompareProps } from "./contract";

const floorColour = "var(--data-neutral)";

/** What the figures say together. */
function sentence({ pairs, aligned, sameToken, shifted }: RoutingSummary): string {
  const floor = shifted === null ? "" : ` Texts shifted against each other have ${probability(shifted)} in common.`;
  if (!sameToken) return `Over ${count(pairs)} pairs from the first difference on, ${probability(aligned)} of the experts are in common. No token occurs twice among them, so there is no placebo: compare a longer text.${floor}`;
  const [own, other] = [1 - sameToken.aligned, 1 - sameToken.elsewhere];
  const few = sameToken.pairs < 20 ? ` These are few tokens (${count(sameToken.pairs)}): read it as a hint.` : "";
  const said =
    other <= 0
      ? "The same tokens keep their experts in every place: no change of context moves them here."
      : own >= other
        ? "The difference is as large as any other context makes it: the placebo explains all of it."
        : `The experts of a token moved ${percent(own / other)} as far as an unrelated context of the same token moves them.`;
  return `${said} In place ${probability(sameToken.aligned)} in common, elsewhere ${probability(sameToken.elsewhere)}.${few}${floor}`;
}

/** The difference of routing beside what the same token does in another context, and beside unrelated tokens. */
export function ControlCard({ comparison, view, source }: CompareProps): ReactElement | null {
  const summary = useMemo(() => routingSummary(comparison), [comparison]);
  const recorded = comparison.layers.some(({ routing }) => routing !== null);
  if (!recorded) return null;
  const layers = summary?.layers ?? [];
  const series: LineSeries[] = [
    { key: "aligned", name: "in place", values: layers.map(({ control }) => control.sameToken?.aligned ?? control.aligned), colour: categorical(0), strong: true },
    { key: "elsewhere", name: "elsewhere", values: layers.map(({ control }) => control.sameToken?.elsewhere ?? null), colour: categorical(1), strong: true },
    { key: "shifted", name: "shifted", values: layers.map(({ control }) => control.shifted?.mean ?? null), colour: floorColour },
  ];
  const locked = layers.findIndex(({ layer }) => layer === view.state.layer);
  return (
    <ChartCard
      title="Experts in common, against a placebo"
      help="Is the routing different because of what was changed, or would any other context do the same? Only tokens from the first difference on count; before it two runs of one model agree anyway."
      caveat={
        <>
          <p>Placebo: the same token of B in another place of the text, where all that stands before it is another text. It tells how far a context without any relation moves a token’s experts.</p>
          <p>Floor: B shifted against A, so that unrelated tokens meet.</p>
          <p>Tokens of one text are not independent of each other; the figures are means without an interval. Positions differ between a token’s places, which routing hardly depends on but is not free of.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Means of |A ∩ B| / |A ∪ B| over tokens, by layer." }}
      source={source}
      status={summary ? { kind: "ready" } : { kind: "empty", title: "Nothing differs", text: "Every token has the same experts in both runs." }}
      legend={
        <CategoryLegend
          items={[
            { label: summary?.sameToken ? "tokens that occur again, in their place" : "all pairs", colour: 0 },
            ...(summary?.sameToken ? [{ label: "the same tokens elsewhere (placebo)", colour: 1 }] : []),
            { label: "shifted (floor)", colour: floorColour },
          ]}
        />
      }
      table={summary ? () => controlTable(summary) : undefined}
      footer={summary ? <p>{sentence(summary)}</p> : undefined}
    >
      <Lines
        label="Experts in common by layer: in place, the same token elsewhere, and shifted"
        series={series.filter(({ values }) => values.some((value) => value !== null))}
        columns={layers.map(({ layer }) => String(layer))}
        xTitle="layer"
        yTitle="share of experts in common"
        domain={[0, 1]}
        describe={(column) => {
          const one = layers[column];
          if (!one) return [];
          const { aligned, sameToken, shifted, pairs } = one.control;
          return [
            `Layer ${one.layer}`,
            `all ${count(pairs)} pairs ${probability(aligned)}`,
            ...(sameToken ? [`${count(sameToken.pairs)} tokens that occur again: ${probability(sameToken.aligned)} in place, ${probability(sameToken.elsewhere)} elsewhere`] : []),
            ...(shifted ? [`shifted ${probability(shifted.mean)}, at most ${probability(shifted.largest)}`] : []),
          ];
        }}
        locked={locked < 0 ? null : locked}
        onLock={(column) => view.set({ layer: layers[column ?? -1]?.layer })}
        care={0}
        mark={null}
        height={240}
      />
    </ChartCard>
  );
}
