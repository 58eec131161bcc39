"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { decimal } from "@/lib/charts/format";
import { mapTable, residualMap } from "./build";
import { placeText, type CompareProps } from "./contract";
import { MapChart } from "./map-chart";

/** How far the residual streams lie apart, layer by layer and pair by pair. */
export function ResidualCard(props: CompareProps): ReactElement {
  const { comparison, pair, view, source } = props;
  const theme = useTheme();
  const map = useMemo(() => residualMap(comparison), [comparison]);
  const scale = useMemo(() => valueScale("root", [0, roundUp(largest(map.values))], theme), [map, theme]);
  const { firstDifference } = comparison;
  const row = map.layers.indexOf(view.state.layer ?? firstDifference?.layer ?? 0);
  return (
    <ChartCard
      title="Where the residual streams part"
      help="How far what each layer passes on lies apart, against its length in A. Empty paper: nothing differs."
      caveat="Distance is not effect: a large difference may lie in directions that nothing reads, a small one may decide the answer."
      provenance={{ kind: "derived", how: "‖b − a‖ / ‖a‖ of the two recorded residual streams at aligned tokens." }}
      source={source}
      status={map.layers.length > 0 ? { kind: "ready" } : { kind: "empty", title: "Not to be compared", text: "One of the two runs has not recorded its residual stream, or the models differ in width." }}
      legend={<ScaleLegend scale={scale} title="relative difference (colours by its square root)" width={200} />}
      table={() => mapTable(map, "pair", "relative difference")}
      footer={
        <span>
          {firstDifference === null ? "The residual streams are equal everywhere." : `They part first in layer ${firstDifference.layer}, at ${placeText(props, firstDifference.layer, firstDifference.pair).replace(/^Layer \d+, /, "")}; that cell is outlined until another is chosen.`}
        </span>
      }
    >
      <MapChart
        map={map}
        label="Relative difference of the residual streams"
        column={{ one: "pair", many: "pairs of tokens" }}
        scale={scale}
        describe={(cell) => [placeText(props, map.layers[cell.row], cell.column), `relative difference ${decimal(map.values[cell.row * map.columns + cell.column], 4)}`]}
        locked={row < 0 ? null : { row, column: view.state.pair === undefined && view.state.layer === undefined ? (firstDifference?.pair ?? pair) : pair }}
        held={view.state.layer !== undefined}
        onLock={(cell) => view.set(cell ? { layer: map.layers[cell.row], pair: cell.column } : { layer: undefined })}
        maxHeight={420}
      />
    </ChartCard>
  );
}
