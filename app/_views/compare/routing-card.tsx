"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, HeatMap, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { percent, probability } from "@/lib/charts/format";
import { useTensor } from "../inspection/use-tensor";
import { tensorNames } from "@/lib/trace/names";
import { mapTable, overlapMap } from "./build";
import { placeText, type CompareProps } from "./contract";

/** Which experts each pair of tokens has in common, layer by layer. */
export function RoutingCard(props: CompareProps): ReactElement {
  const { comparison, pair, view, source } = props;
  const theme = useTheme();
  const map = useMemo(() => overlapMap(comparison), [comparison]);
  const scale = useMemo(() => valueScale("linear", [0, 1], theme), [theme]);
  const rowLabels = useMemo(() => map.layers.map(String), [map]);
  const columnLabels = useMemo(() => Array.from({ length: map.columns }, (_, i) => String(i)), [map]);
  const row = Math.max(0, map.layers.indexOf(view.state.layer ?? -1));
  return (
    <ChartCard
      title="Experts in common"
      help="Of all experts that either run chose for a token, the share that both chose (Jaccard): 1 is the same experts, 0 entirely others."
      caveat="Which experts differ says nothing yet about the answer: how much an expert matters shows when it is switched off. Whether the difference is more than any other context makes is the chart below."
      provenance={{ kind: "derived", how: "|A ∩ B| / |A ∪ B| of the measured choices at aligned tokens." }}
      source={source}
      status={map.layers.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Not to be compared", text: "One of the two runs has not recorded its routing, or the models have other numbers of experts." }}
      legend={<ScaleLegend scale={scale} title="share of experts in common" />}
      table={() => mapTable(map, "pair", "share of experts in common")}
      footer={map.layers[row] === undefined ? undefined : <ChosenExperts {...props} layer={map.layers[row]} />}
    >
      <HeatMap
        label={`Experts in common, ${map.layers.length} layers by ${map.columns} pairs of tokens`}
        rows={map.layers.length}
        columns={map.columns}
        values={map.values}
        scale={scale}
        rowLabels={rowLabels}
        columnLabels={columnLabels}
        rowTitle="layer ↓"
        columnTitle="pair →"
        describe={(cell) => [placeText(props, map.layers[cell.row], cell.column), `${percent(map.values[cell.row * map.columns + cell.column])} of its experts in common`]}
        locked={{ row, column: pair }}
        held={view.state.layer !== undefined}
        onLock={(cell) => view.set(cell ? { layer: map.layers[cell.row], pair: cell.column } : { layer: undefined })}
        maxHeight={360}
      />
    </ChartCard>
  );
}

/** Both choices of the locked pair in a layer, by name. */
function ChosenExperts({ layer, ...props }: CompareProps & { layer: number }): ReactElement | null {
  const { comparison, a, b, pair } = props;
  const at = comparison.pairs[pair];
  const ours = useTensor(a.summary.id, tensorNames.routerExperts(layer), String(at?.a ?? 0), at !== undefined);
  const theirs = useTensor(b.summary.id, tensorNames.routerExperts(layer), String(at?.b ?? 0), at !== undefined);
  const place = placeText(props, layer, pair);
  if (!ours.data || !theirs.data) return <span>{place}: …</span>;
  const [left, right] = [[...ours.data.data], [...theirs.data.data]];
  const list = (experts: readonly number[]): string => (experts.length === 0 ? "none" : [...experts].sort((x, y) => x - y).join(", "));
  const overlap = comparison.layers.find((one) => one.layer === layer)?.routing?.jaccard[pair];
  return (
    <span>
      {place}: {probability(overlap)} in common. In both {list(left.filter((expert) => right.includes(expert)))}; goes {list(left.filter((expert) => !right.includes(expert)))}; comes {list(right.filter((expert) => !left.includes(expert)))}.
    </span>
  );
}
