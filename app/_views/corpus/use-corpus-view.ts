"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { z } from "zod";
import type { ExpertCorpusStatistics, ExpertLayer } from "@/lib/domain/expert-statistics";
import { controls, loadMeasures } from "./build";

const integer = z.coerce.number().int().min(0).optional().catch(undefined);
/** The page's view, in its address. */
const stateSchema = z.object({ layer: integer, expert: integer, measure: z.enum(loadMeasures).default("load").catch("load"), control: z.enum(controls).default("plain").catch("plain") });
type State = z.infer<typeof stateSchema>;

export interface CorpusView {
  state: State;
  layer: ExpertLayer;
  expert: number;
  /** Chosen by a person, not by default. */
  held: boolean;
  set: (patch: Partial<State>) => void;
}

/** Null for statistics without layers, which no model with experts gives. */
export function useCorpusView({ layers, experts }: ExpertCorpusStatistics): CorpusView | null {
  const params = useSearchParams();
  return useMemo(() => {
    const state = stateSchema.parse(Object.fromEntries(params));
    const layer = layers.find((one) => one.layer === state.layer) ?? layers[0];
    if (!layer) return null;
    const busiest = layer.selectionRate.indexOf(Math.max(...layer.selectionRate));
    return {
      state,
      layer,
      expert: state.expert !== undefined && state.expert < experts ? state.expert : busiest,
      held: state.expert !== undefined,
      set: (patch) => {
        const next = new URLSearchParams(window.location.search);
        for (const [name, value] of Object.entries(patch)) {
          if (value === undefined) next.delete(name);
          else next.set(name, String(value));
        }
        window.history.pushState(null, "", `?${next}`);
      },
    };
  }, [params, layers, experts]);
}
