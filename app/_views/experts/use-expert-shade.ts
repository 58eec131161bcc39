"use client";

import { useMemo } from "react";
import { largest, roundUp } from "@/lib/charts";
import { weight } from "@/lib/charts/format";
import { gatesOfExpert } from "@/lib/math/routing";
import { captureProblem } from "../inspection/capture-problem";
import { spokenToken } from "../inspection/use-tokens";
import type { StripShade, ViewProps } from "../view-contract";
import { expertChoice, useRouting } from "./use-routing";

/** The tokens that went to the expert in question, as shades for the token strip; null while it loads or without routing. */
export function useExpertShade(props: ViewProps): StripShade | null {
  const { detail, state } = props;
  const enabled = state.colour === "expert" && captureProblem(detail.manifest, "router") === null;
  const routing = useRouting(detail, enabled);
  // The locked token decides which expert is meant: a passing one would change the colours of the whole strip.
  const token = spokenToken({ detail, state, previewToken: null });
  const { l, e } = state;
  const choice = useMemo(() => expertChoice(routing, { l, e }, token), [routing, l, e, token]);
  return useMemo(() => {
    if (!enabled || !choice) return null;
    const gates = gatesOfExpert(choice.routed, choice.expert);
    return {
      values: gates.map((gate) => gate ?? 0),
      domain: [0, roundUp(largest(gates.map((gate) => gate ?? 0)))],
      title: `gate weight of expert ${choice.expert}, layer ${choice.routed.layer}`,
      provenance: "measured: gate weights as used in the run; 0 is a token that did not choose this expert.",
      format: (value) => (value === 0 ? "not chosen" : weight(value)),
    };
  }, [enabled, choice]);
}
