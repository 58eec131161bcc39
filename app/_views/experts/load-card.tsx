"use client";

import { memo, useMemo, type ReactElement } from "react";
import { ChartCard, HeatMap, indexLabels, largest, roundUp, ScaleLegend, useTheme, valueScale, type Cell } from "@/lib/charts";
import { count, factor, percent, probability, weight } from "@/lib/charts/format";
import { expertStatistics } from "@/lib/math/routing";
import { Segmented } from "@/lib/ui";
import { sourceLine } from "../inspection/names";
import type { ViewProps } from "../view-contract";
import { loadMap, loadTable, spanOf, type RoutedLayer } from "./build";
import type { ExpertChoice } from "./use-routing";

export interface LoadCardProps {
  /** Without what passes under the pointer: the map is not drawn again for that. */
  view: Pick<ViewProps, "detail" | "state" | "setState">;
  layers: readonly RoutedLayer[];
  choice: ExpertChoice;
}

/** How much every expert of every layer was used. */
export const LoadCard = memo(function LoadCard({ view, layers, choice }: LoadCardProps): ReactElement {
  const { detail, state, setState } = view;
  const { shape } = detail.manifest.model;
  const { experts } = shape;
  const theme = useTheme();
  const { promptTokens } = detail.manifest;
  const tokens = detail.tokens.ids.length;
  const [from, to] = spanOf(state.span, promptTokens, tokens);
  const statistics = useMemo(() => layers.map((layer) => expertStatistics(layer, experts, from, to)), [layers, experts, from, to]);
  const values = useMemo(() => loadMap(statistics, experts, state.load), [statistics, experts, state.load]);
  const load = state.load === "load";
  const scale = useMemo(() => valueScale("linear", [0, roundUp(largest(values))], theme), [values, theme]);
  const rowLabels = useMemo(() => layers.map(({ layer }) => String(layer)), [layers]);
  const columnLabels = useMemo(() => indexLabels(experts), [experts]);
  const dense = shape.layers - layers.length;

  const describe = ({ row, column }: Cell) => {
    const found = statistics[row];
    const chosen = found?.chosen[column] ?? 0;
    return [
      `Layer ${rowLabels[row] ?? ""}, expert ${column}`,
      `${count(chosen)} of ${count(found?.tokens)} tokens (${percent(found?.selectionRate[column])}), ${factor(found?.load[column])} its even share`,
      chosen > 0 ? `mean gate ${weight(found?.meanGate[column])}, gate mass ${probability(found?.gateMass[column], 3)} a token` : "no gate: no token chose it",
    ];
  };
  const row = layers.findIndex(({ layer }) => layer === choice.routed.layer);

  return (
    <ChartCard
      title="Load of every expert"
      help={
        load
          ? `How often each expert was chosen, against its even share: 1× is ${shape.expertsUsed} in ${experts} tokens. Click a square to see which tokens it got.`
          : "How much gate weight each expert got per token, averaged. Click a square to see which tokens it got."
      }
      caveat={
        <>
          <p>One short text says little about what an expert is for: with {count(to - from)} tokens a square can stand out by chance.</p>
          <p>Load does not predict how much an expert matters for an answer; switching it off would have to be tried.</p>
        </>
      }
      provenance={{ kind: "derived", how: `Counted over ${count(to - from)} ${state.span === "all" ? "" : `${state.span} `}tokens from the choices read in the run.` }}
      source={sourceLine(detail)}
      status={to > from ? { kind: "ready" } : { kind: "empty", title: "No tokens to count", text: "Nothing was generated in this run. Count the prompt instead." }}
      controls={
        <>
          <Segmented label="Shown" size="s" value={state.load} options={[{ value: "load", label: "Load" }, { value: "mass", label: "Gate mass" }]} onChange={(next) => setState({ load: next })} />
          <Segmented
            label="Tokens counted"
            labelPlace="beside"
            size="s"
            value={state.span}
            options={[
              { value: "all", label: "All" },
              { value: "prompt", label: "Prompt" },
              { value: "completion", label: "Completion" },
            ]}
            onChange={(span) => setState({ span })}
          />
        </>
      }
      legend={<ScaleLegend scale={scale} title={load ? "load, times even share" : "gate mass per token"} {...(load ? { format: (value: number) => `${Number(value.toPrecision(3))}×` } : {})} />}
      table={() => loadTable(layers, statistics)}
      footer={`Load does not predict what an expert does to an answer.${dense === 0 ? "" : ` ${dense === 1 ? "Layer 0 is" : `${dense} layers are`} dense and not in the map: without a router every token takes the same path there.`}`}
    >
      <HeatMap
        label={`${load ? "Load" : "Gate mass"} of ${experts} experts in ${layers.length} layers`}
        rows={layers.length}
        columns={experts}
        values={values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="layer ↓"
        columnTitle="expert →"
        describe={describe}
        locked={row < 0 ? null : { row, column: choice.expert }}
        held={choice.locked}
        onLock={(cell) => setState(cell ? { l: layers[cell.row]?.layer, e: cell.column } : { e: undefined })}
        maxHeight={480}
      />
    </ChartCard>
  );
});
