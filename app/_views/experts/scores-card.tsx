"use client";

import { useMemo, type ReactElement } from "react";
import { CategoryLegend, ChartCard, ColumnBars, type ChartStatus } from "@/lib/charts";
import { exact, weight } from "@/lib/charts/format";
import { tensorNames } from "@/lib/trace/names";
import { sourceLine, tokenName } from "../inspection/names";
import { floats } from "../inspection/tensor-data";
import { useDisplayTokens } from "../inspection/use-tokens";
import { useTensor } from "../inspection/use-tensor";
import type { ViewProps } from "../view-contract";
import { marginSentence, slotsOf } from "./build";
import type { ExpertChoice } from "./use-routing";

export interface ScoresCardProps {
  props: ViewProps;
  token: number;
  choice: ExpertChoice;
}

const HEIGHT = 220;

/** The router's score of every expert, for one token in one layer. */
export function ScoresCard({ props, token, choice }: ScoresCardProps): ReactElement {
  const { detail, setState } = props;
  const { experts, routerGate } = detail.manifest.model.shape;
  const display = useDisplayTokens(detail);
  const { routed } = choice;
  const name = tokenName(display, token);
  const loaded = useTensor(detail.summary.id, tensorNames.routerScores(routed.layer), String(token), true);
  const scores = useMemo(() => (loaded.data ? floats(loaded.data, [experts]) : null), [loaded.data, experts]);
  const slots = useMemo(() => slotsOf(routed, token), [routed, token]);
  const chosen = useMemo(() => new Set(slots.map(({ expert }) => expert)), [slots]);
  const status: ChartStatus = loaded.error
    ? { kind: "error", error: loaded.error, retry: loaded.retry }
    : !scores
      ? { kind: "loading", height: HEIGHT, label: "Reading the router’s scores" }
      : slots.length === 0
        ? { kind: "empty", title: `${name} was not routed`, text: "It is the last token of the run: the model wrote it and stopped." }
        : { kind: "ready" };
  const gate = (expert: number) => slots.find((slot) => slot.expert === expert)?.weight;
  const biased = routerGate === "sigmoid";

  return (
    <ChartCard
      title={`Router of layer ${routed.layer} at ${name}`}
      help={`The score that the router gave each of the ${experts} experts; the ${slots.length} chosen ones stand out.`}
      caveat={
        biased
          ? "Scores are shown before the balancing bias and the group limit, which also decide: a chosen expert can have a lower score than one left out."
          : "A score close to that of a chosen expert means that the token could nearly have gone there."
      }
      provenance={{ kind: "measured", how: `Scores after ${routerGate ?? "softmax"}, before any selection bias.` }}
      source={sourceLine(detail)}
      status={status}
      legend={<CategoryLegend items={[{ label: "chosen", colour: "var(--accent)" }, { label: "left out", colour: "var(--data-neutral)" }]} />}
      table={() => ({
        columns: [{ label: "expert", numeric: true }, { label: "score", numeric: true }, { label: "chosen" }, { label: "gate weight", numeric: true }],
        rows: Array.from(scores ?? [], (score, expert) => [expert, score, chosen.has(expert) ? "yes" : "no", gate(expert) ?? null]),
      })}
      footer={marginSentence(routed.margins[token] ?? Number.NaN)}
    >
      <ColumnBars
        label={`Router scores of ${experts} experts`}
        values={scores ?? []}
        chosen={chosen}
        xTitle="expert"
        yTitle={`score (${routerGate ?? "softmax"})`}
        describe={(expert) => [
          `Expert ${expert}${chosen.has(expert) ? ", chosen" : ""}`,
          `score ${exact(Number((scores?.[expert] ?? Number.NaN).toPrecision(4)))}`,
          ...(chosen.has(expert) ? [`gate weight ${weight(gate(expert))}`] : []),
        ]}
        locked={choice.locked ? choice.expert : null}
        onLock={(expert) => setState(expert === null ? { e: undefined } : { l: routed.layer, e: expert })}
        height={HEIGHT}
      />
    </ChartCard>
  );
}
