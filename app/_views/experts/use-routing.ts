"use client";

import { useMemo } from "react";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";
import { tensorNames } from "@/lib/trace/names";
import { floats, integers } from "../inspection/tensor-data";
import { useTensors } from "../inspection/use-tensor";
import { routedLayerFor, routedLayers, slotsOf, type RoutedLayer } from "./build";

export interface Routing {
  /** Layers with a router, ascending; null while they load. */
  layers: RoutedLayer[] | null;
  /** E and k. */
  experts: number;
  used: number;
  error: unknown;
  retry: () => void;
}

/** The routing of every layer: a few numbers a token, so all of it is fetched. */
export function useRouting(detail: InspectionDetail, enabled: boolean): Routing {
  const id = detail.summary.id;
  const tokens = detail.tokens.ids.length;
  const numbers = useMemo(() => routedLayers(detail.tensors), [detail.tensors]);
  const names = useMemo(
    () => ({ experts: numbers.map(tensorNames.routerExperts), weights: numbers.map(tensorNames.routerWeights), margins: numbers.map(tensorNames.routerMargin) }),
    [numbers],
  );
  const experts = useTensors(id, names.experts, enabled);
  const weights = useTensors(id, names.weights, enabled);
  const margins = useTensors(id, names.margins, enabled);
  const layers = useMemo<RoutedLayer[] | null>(() => {
    const [chosen, gates, gaps] = [experts.data, weights.data, margins.data];
    if (!chosen || !gates || !gaps) return null;
    return numbers.flatMap((layer, i) => {
      const [e, w, m] = [chosen[i], gates[i], gaps[i]];
      const used = e?.shape[1];
      if (!e || !w || !m || !used) return [];
      return [{ layer, used, experts: integers(e, [tokens, used]), weights: floats(w, [tokens, used]), margins: floats(m, [tokens]) }];
    });
  }, [experts.data, weights.data, margins.data, numbers, tokens]);
  const { shape } = detail.manifest.model;
  return useMemo(() => {
    const failed = [experts, weights, margins].find((loaded) => loaded.error);
    return { layers, experts: shape.experts, used: shape.expertsUsed, error: failed?.error ?? null, retry: () => failed?.retry() };
  }, [layers, shape, experts, weights, margins]);
}

export interface ExpertChoice {
  routed: RoutedLayer;
  expert: number;
  /** Whether the person locked it; else it is the heaviest of the token. */
  locked: boolean;
}

/** The expert that the views speak of; null while the routing loads. */
export function expertChoice(routing: Routing, state: Pick<ViewState, "l" | "e">, token: number): ExpertChoice | null {
  const { layers } = routing;
  if (!layers || layers.length === 0) return null;
  const layer = routedLayerFor(state.l, layers.map((candidate) => candidate.layer));
  const routed = layers.find((candidate) => candidate.layer === layer);
  if (!routed) return null;
  const locked = state.e !== undefined;
  const expert = state.e ?? slotsOf(routed, token)[0]?.expert ?? 0;
  return { routed, expert: Math.min(expert, routing.experts - 1), locked };
}
