"use client";

import { useMemo } from "react";
import { largest, roundUp } from "@/lib/charts";
import { probability } from "@/lib/charts/format";
import { captureProblem } from "../inspection/capture-problem";
import type { StripShade, ViewProps } from "../view-contract";
import { useHead } from "./use-head";
import { useReading } from "./use-reading";

/** What the token in question read, as shades for the token strip; null while it loads, or where there is nothing to show. */
export function useAttentionShade(props: ViewProps): StripShade | null {
  const { detail, state } = props;
  const enabled = state.colour === "attention" && captureProblem(detail.manifest, "attention") === null;
  const head = useHead(detail, state, enabled);
  // With all weights at hand a passing token shows its reading at once; else each would be a request, and the strip would flicker.
  const whole = detail.manifest.attention?.stored === "whole";
  const reading = useReading(whole ? props : { ...props, previewToken: null }, head, enabled);
  return useMemo(() => {
    if (!enabled || reading.kind !== "ready") return null;
    const { values } = reading.reading;
    const hidden = state.hide && reading.token > 0 ? "; first token hidden" : "";
    return {
      values,
      domain: [0, roundUp(largest(values.map((value) => value ?? Number.NaN)))],
      title: `${reading.title}${hidden}`,
      provenance: `${reading.provenance.kind}: ${reading.provenance.how}`,
      format: (value) => probability(value),
    };
  }, [enabled, reading, state.hide]);
}
