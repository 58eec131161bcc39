"use client";

import { useMemo, type ReactElement } from "react";
import { HeatMap, indexLabels, type HeatMapProps } from "@/lib/charts";
import type { LayerMap } from "./build";

export interface MapChartProps extends Pick<HeatMapProps, "scale" | "describe" | "locked" | "held" | "onLock" | "maxHeight"> {
  map: LayerMap;
  /** What is shown; how many layers and columns is said behind it. */
  label: string;
  column: { one: string; many: string };
}

/** Layers by columns of a comparison. */
export function MapChart({ map, label, column, ...rest }: MapChartProps): ReactElement {
  const rowLabels = useMemo(() => map.layers.map(String), [map]);
  const columnLabels = useMemo(() => indexLabels(map.columns), [map]);
  return (
    <HeatMap
      label={`${label}, ${map.layers.length} layers by ${map.columns} ${column.many}`}
      rows={map.layers.length}
      columns={map.columns}
      values={map.values}
      rowLabels={rowLabels}
      columnLabels={columnLabels}
      rowTitle="layer ↓"
      columnTitle={`${column.one} →`}
      {...rest}
    />
  );
}
