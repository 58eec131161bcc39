"use client";

import type { ReactElement } from "react";
import { Lines, type LineSeries } from "@/lib/charts";
import type { CompareProps } from "./contract";

export interface SharesByLayerProps {
  label: string;
  series: readonly LineSeries[];
  /** Layers that were measured, in the order of the columns. */
  layers: readonly number[];
  /** Lines about the column, behind its layer. */
  describe: (column: number) => readonly string[];
  view: CompareProps["view"];
}

/** Shares of experts in common, layer by layer; a click on one locks it everywhere. */
export function SharesByLayer({ label, series, layers, describe, view }: SharesByLayerProps): ReactElement {
  const locked = layers.findIndex((layer) => layer === view.state.layer);
  return (
    <Lines
      label={label}
      series={series}
      columns={layers.map(String)}
      xTitle="layer"
      yTitle="share of experts in common"
      domain={[0, 1]}
      describe={(column) => (layers[column] === undefined ? [] : [`Layer ${layers[column]}`, ...describe(column)])}
      locked={locked < 0 ? null : locked}
      onLock={(column) => view.set({ layer: layers[column ?? -1] })}
      care={0}
      mark={null}
      height={240}
    />
  );
}
