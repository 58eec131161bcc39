"use client";

import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { z } from "zod";
import { rowOrders, stripColours } from "./build";

/** The page's view, in its address. */
const stateSchema = z.object({
  text: z.coerce.number().int().min(0).optional().catch(undefined),
  sort: z.enum(rowOrders).default("mean").catch("mean"),
  up: z.enum(["0", "1"]).transform((value) => value === "1").default(false).catch(false),
  colour: z.enum(stripColours).default("kl").catch("kl"),
});
type State = z.infer<typeof stateSchema>;

export interface FidelityView {
  state: State;
  set: (patch: Partial<State>) => void;
}

export function useFidelityView(): FidelityView {
  const params = useSearchParams();
  return useMemo(
    () => ({
      state: stateSchema.parse(Object.fromEntries(params)),
      set: (patch) => {
        const next = new URLSearchParams(window.location.search);
        for (const [name, value] of Object.entries(patch)) {
          if (value === undefined) next.delete(name);
          else next.set(name, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
        }
        window.history.pushState(null, "", `?${next}`);
      },
    }),
    [params],
  );
}
