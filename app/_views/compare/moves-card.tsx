"use client";

import { useMemo, type ReactElement } from "react";
import { ChartCard, largest, roundUp, ScaleLegend, useTheme, valueScale } from "@/lib/charts";
import { Segmented } from "@/lib/ui";
import { moveMap, moveTable } from "./build";
import type { CompareProps } from "./contract";
import { MapChart } from "./map-chart";

/** Which experts come and which go, over all pairs. */
export function MovesCard({ comparison, a, view, source }: CompareProps): ReactElement | null {
  const theme = useTheme();
  const { experts } = a.manifest.model.shape;
  const measure = view.state.moves;
  const map = useMemo(() => moveMap(comparison, experts, measure), [comparison, experts, measure]);
  const scale = useMemo(() => {
    const most = roundUp(largest(map.values.map(Math.abs)));
    return measure === "net" ? valueScale("signed", [-most, most], theme) : valueScale("linear", [0, most], theme);
  }, [map, measure, theme]);
  if (map.layers.length === 0) return null;
  return (
    <ChartCard
      title="Experts that come and go"
      help={measure === "moves" ? "At how many tokens each expert was chosen in one of the two runs only." : "How much oftener (teal) or less often (ochre) each expert was chosen in B."}
      caveat="An expert that comes takes the place of one that goes: the moves of a layer add up to as many of each. With few tokens single moves are chance."
      provenance={{ kind: "derived", how: "Counted over all aligned pairs of tokens." }}
      source={source}
      controls={<Segmented label="Shown" size="s" value={measure} onChange={(moves) => view.set({ moves })} options={[{ value: "moves", label: "Moves" }, { value: "net", label: "Came less went" }]} />}
      legend={<ScaleLegend scale={scale} title={measure === "moves" ? "tokens at which it came or went" : "tokens at which it came, less those at which it went"} />}
      table={() => moveTable(comparison)}
    >
      <MapChart
        map={map}
        label="Experts that come and go"
        column={{ one: "expert", many: "experts" }}
        scale={scale}
        describe={(cell) => {
          const layer = map.layers[cell.row];
          const moved = comparison.layers.find((one) => one.layer === layer)?.routing?.experts.find(({ expert }) => expert === cell.column);
          return [`Layer ${layer ?? "?"}, expert ${cell.column}`, moved ? `comes at ${moved.comes}, goes at ${moved.goes} tokens` : "chosen at the same tokens in both"];
        }}
        locked={null}
        onLock={(cell) => view.set({ layer: map.layers[cell?.row ?? -1] })}
        maxHeight={360}
      />
    </ChartCard>
  );
}
