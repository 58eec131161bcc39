"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { categorical, CategoryLegend, ChartCard, Lines, type ChartStatus, type LineSeries } from "@/lib/charts";
import { count, probability } from "@/lib/charts/format";
import type { WordingControl } from "@/lib/domain/comparison";
import { wordingQuery } from "@/lib/query/comparisons";
import { Button } from "@/lib/ui";
import type { CompareProps } from "./contract";

const quiet = "var(--data-neutral)";
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function sentence({ aligned, drawn, p, tokens }: WordingControl): string {
  const farther = drawn.filter((share) => share <= aligned).length;
  return `B’s words leave ${probability(aligned)} of the experts of ${count(tokens)} unchanged tokens in common, other words ${probability(mean(drawn))} (${probability(Math.min(...drawn))} to ${probability(Math.max(...drawn))}). ${count(farther)} of ${count(drawn.length)} other wordings move them as far or farther: p ${probability(p)}. ${
    p <= 0.05 ? "So large a difference is not what just any words do." : "Any other words may do as much."
  }`;
}

/** Whether B's words move the routing further than other words in the same places would. */
export function WordingCard({ comparison, a, b, view, source }: CompareProps): ReactElement | null {
  const [wanted, want] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({ ...wordingQuery(a.summary.id, b.summary.id), enabled: wanted });
  const fits = comparison.sameModel && comparison.a.edits.length === 0 && comparison.b.edits.length === 0 && comparison.a.promptTokens === comparison.b.promptTokens && comparison.layers.some(({ routing }) => routing !== null);
  const differs = comparison.pairs.some(({ same, a: position }) => !same && position < comparison.a.promptTokens);
  if (!fits || !differs) return null;
  const status: ChartStatus = data
    ? { kind: "ready" }
    : error
      ? { kind: "error", error, retry: () => void refetch() }
      : isFetching
        ? { kind: "loading", height: 240, label: "The engine reads the prompt with other words" }
        : {
            kind: "empty",
            title: "Not measured yet",
            text: (
              <>
                <p>The engine reads A’s prompt 21 times: as it is, with B’s words, and with 19 others that the model itself held possible there.</p>
                <Button size="s" icon="play" onClick={() => want(true)}>
                  Measure
                </Button>
              </>
            ),
          };
  const layers = data?.layers ?? [];
  const series: LineSeries[] = [
    { key: "most", name: "nearest", values: layers.map(({ drawn }) => Math.max(...drawn)), colour: quiet },
    { key: "mean", name: "other words", values: layers.map(({ drawn }) => mean(drawn)), colour: categorical(1), strong: true },
    { key: "least", name: "farthest", values: layers.map(({ drawn }) => Math.min(...drawn)), colour: quiet },
    { key: "b", name: "B’s words", values: layers.map(({ aligned }) => aligned), colour: categorical(0), strong: true },
  ];
  const locked = layers.findIndex(({ layer }) => layer === view.state.layer);
  return (
    <ChartCard
      title="Experts in common, against other words"
      help="Do B’s words move the experts of the tokens behind them further than any other words in the same places would?"
      caveat={
        <>
          <p>Other words are drawn evenly from the 64 likeliest that the model held possible in A’s place; a word changed twice is replaced alike. They are not chosen for their meaning.</p>
          <p>With 19 draws the least p is .05. It says whether B’s words are unusual among words, not why.</p>
        </>
      }
      provenance={{ kind: "derived", how: "Choices of routers measured anew, all texts evaluated in one way; randomisation test over B and the draws." }}
      source={source}
      status={status}
      legend={<CategoryLegend items={[{ label: "B’s words", colour: 0 }, { label: "other words, mean", colour: 1 }, { label: "nearest and farthest of them", colour: quiet }]} />}
      table={
        data
          ? () => ({
              columns: ["layer", "B", ...data.drawn.map((_, i) => `wording ${i + 1}`)].map((label) => ({ label, numeric: true })),
              rows: layers.map(({ layer, aligned, drawn }) => [layer, aligned, ...drawn]),
            })
          : undefined
      }
      footer={data ? <p>{sentence(data)}</p> : undefined}
    >
      <Lines
        label="Experts in common by layer: B’s words and other words"
        series={series}
        columns={layers.map(({ layer }) => String(layer))}
        xTitle="layer"
        yTitle="share of experts in common"
        domain={[0, 1]}
        describe={(column) => {
          const one = layers[column];
          return one ? [`Layer ${one.layer}`, `B’s words ${probability(one.aligned)}`, `other words ${probability(mean(one.drawn))}, from ${probability(Math.min(...one.drawn))} to ${probability(Math.max(...one.drawn))}`] : [];
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
