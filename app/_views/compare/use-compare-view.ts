"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { z } from "zod";
import { stripMeasures } from "./build";

const integer = z.coerce.number().int().min(0).optional().catch(undefined);
/** The page's view, in its address. */
const stateSchema = z.object({
  pair: integer,
  layer: integer,
  head: integer,
  colour: z.enum(stripMeasures).default("logprob").catch("logprob"),
  moves: z.enum(["moves", "net"]).default("moves").catch("moves"),
});
type State = z.infer<typeof stateSchema>;

export interface CompareView {
  state: State;
  set: (patch: Partial<State>, history?: "push" | "replace") => void;
}

export function useCompareView(): CompareView {
  const params = useSearchParams();
  return useMemo(
    () => ({
      state: stateSchema.parse(Object.fromEntries(params)),
      set: (patch, history = "push") => {
        const next = new URLSearchParams(window.location.search);
        for (const [name, value] of Object.entries(patch)) {
          if (value === undefined) next.delete(name);
          else next.set(name, String(value));
        }
        if (history === "push") window.history.pushState(null, "", `?${next}`);
        else window.history.replaceState(null, "", `?${next}`);
      },
    }),
    [params],
  );
}
