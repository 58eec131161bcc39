"use client";

import { useMemo } from "react";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";
import type { Tensor } from "@/lib/query";
import { headMetrics, tensorNames } from "@/lib/trace/names";
import { floats } from "../inspection/tensor-data";
import { useTensor, type Loaded } from "../inspection/use-tensor";
import { tellingHead, type HeadChoice, type HeadGrid } from "./build";

/** Layers and heads of the recording; null when it holds no attention. */
export function headGrid(detail: InspectionDetail): HeadGrid | null {
  const [layers, heads] = detail.tensors.find((tensor) => tensor.name === tensorNames.attentionMetrics)?.shape ?? [];
  return layers && heads ? { layers, heads } : null;
}

export interface HeadState {
  grid: HeadGrid;
  /** (L, H, M); null while it loads. */
  metrics: Float32Array | null;
  /** Locked, or else the most telling one; null while that is not known yet. */
  choice: HeadChoice | null;
  /** Whether the person locked it. */
  locked: boolean;
  loaded: Loaded<Tensor>;
}

/** The head that the attention views speak of. */
export function useHead(detail: InspectionDetail, state: Pick<ViewState, "l" | "h">, enabled: boolean): HeadState {
  const grid = useMemo(() => headGrid(detail) ?? { layers: 0, heads: 0 }, [detail]);
  const loaded = useTensor(detail.summary.id, tensorNames.attentionMetrics, "", enabled && grid.layers > 0);
  const metrics = useMemo(() => (loaded.data ? floats(loaded.data, [grid.layers, grid.heads, headMetrics.length]) : null), [loaded.data, grid]);
  const { l, h } = state;
  const choice = useMemo<HeadChoice | null>(() => {
    // A link may name a layer or head of another model.
    const layer = l === undefined ? undefined : Math.min(l, grid.layers - 1);
    if (layer !== undefined && h !== undefined) return { layer, head: Math.min(h, grid.heads - 1) };
    if (!metrics) return null;
    return tellingHead(metrics, grid, layer);
  }, [metrics, grid, l, h]);
  return useMemo(() => ({ grid, metrics, choice, locked: l !== undefined && h !== undefined, loaded }), [grid, metrics, choice, l, h, loaded]);
}
