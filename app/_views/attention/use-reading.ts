"use client";

import { useMemo } from "react";
import type { Provenance } from "@/lib/charts";
import { ATTENTION_WHOLE_LIMIT, tensorNames } from "@/lib/trace/names";
import { count } from "@/lib/charts/format";
import { rolloutRow } from "@/lib/math/rollout";
import { tokenName } from "../inspection/names";
import { floats, integers } from "../inspection/tensor-data";
import { useHeadMap, useTensor, useTensors, type Loaded } from "../inspection/use-tensor";
import { spokenToken, useDisplayTokens } from "../inspection/use-tokens";
import type { ViewProps } from "../view-contract";
import type { HeadState } from "./use-head";
import { readingOfKeys, readingOfRow, type Reading } from "./reading";

export type ReadingState =
  | { kind: "loading" }
  | { kind: "none"; title: string; text: string }
  | { kind: "error"; error: unknown; retry: () => void }
  | { kind: "ready"; token: number; reading: Reading; title: string; provenance: Provenance; kept: "all" | "largest" };

export const NOT_KEPT = {
  title: `Not measured for runs over ${count(ATTENTION_WHOLE_LIMIT)} tokens`,
  text: "A mean over heads, and rollout through the layers, need every weight of every head. For long runs only the largest weights of each row are kept, since all of them would take gigabytes. Look at a single head, or inspect a shorter text.",
};

/** What the token in question read: by one head, by the mean of a layer, or through all layers (rollout). */
export function useReading(props: ViewProps, head: HeadState, enabled: boolean): ReadingState {
  const { detail, state } = props;
  const id = detail.summary.id;
  const display = useDisplayTokens(detail);
  const tokens = detail.tokens.ids.length;
  const token = spokenToken(props);
  const whole = detail.manifest.attention?.stored === "whole";
  const { layers, heads } = head.grid;
  const layer = head.choice?.layer ?? 0;
  const one = head.choice?.head ?? 0;
  const known = enabled && head.choice !== null;

  const map = useTensor(id, tensorNames.attention(layer), String(one), known && whole && state.over === "head");
  const exact = useHeadMap(id, layer, one, false); // shown when the matrix has asked for it
  const keys = useTensor(id, tensorNames.attentionKeys(layer), `${one},${token}`, known && !whole && state.over === "head");
  const weights = useTensor(id, tensorNames.attentionWeights(layer), `${one},${token}`, known && !whole && state.over === "head");
  const mean = useTensor(id, tensorNames.attentionMean(layer), "", known && whole && state.over === "layer");
  const meanNames = useMemo(() => Array.from({ length: whole ? layers : 0 }, (_, l) => tensorNames.attentionMean(l)), [whole, layers]);
  const means = useTensors(id, meanNames, enabled && state.over === "rollout");

  return useMemo<ReadingState>(() => {
    const name = tokenName(display, token);
    const ready = (reading: Reading, title: string, provenance: Provenance, kept: "all" | "largest" = "all"): ReadingState =>
      reading.sum < 0.01
        ? { kind: "none", title: `${name} read nothing`, text: "It is the last token of the run: the model wrote it and stopped, without reading on from it. Lock the token before it." }
        : { kind: "ready", token, reading, title, provenance, kept };
    const waiting = ({ error, retry }: Loaded<unknown>): ReadingState => (error ? { kind: "error", error, retry } : { kind: "loading" });

    if (state.over !== "head" && !whole) return { kind: "none", ...NOT_KEPT };
    if (state.over === "rollout") {
      if (!means.data) return waiting(means);
      const { row, sum } = rolloutRow(means.data.map((tensor) => ({ data: floats(tensor, [tokens, tokens]), size: tokens })), token);
      const how = `Computed from the mean attention of all ${layers} layers (attention rollout, Abnar & Zuidema 2020). Self-check: the row sums to ${sum.toFixed(3)}, and should to 1.`;
      return ready(readingOfRow(row, token, tokens, state.hide), `share of ${name} that stems from each token (rollout)`, { kind: "derived", how });
    }
    if (!head.choice) return waiting(head.loaded);
    if (state.over === "layer") {
      if (!mean.data) return waiting(mean);
      const row = floats(mean.data, [tokens, tokens]).subarray(token * tokens, (token + 1) * tokens);
      return ready(readingOfRow(row, token, tokens, state.hide), `attention weight from ${name}, mean of layer ${layer}`, { kind: "derived", how: `Mean over the ${heads} heads of the layer.` });
    }
    const title = `attention weight from ${name}, layer ${layer} head ${one}`;
    const full = whole ? map.data : exact.data;
    if (full) {
      const row = floats(full, [tokens, tokens]).subarray(token * tokens, (token + 1) * tokens);
      const how = whole ? "Read from the run, kept in half precision." : "Re-evaluated: the model was run over these tokens again for this head.";
      return ready(readingOfRow(row, token, tokens, state.hide), title, { kind: "measured", how });
    }
    if (whole) return waiting(map);
    if (!keys.data || !weights.data) return waiting(keys.error ? keys : weights);
    const size = keys.data.data.length;
    return ready(
      readingOfKeys(integers(keys.data, [size]), floats(weights.data, [size]), token, tokens, state.hide),
      title,
      { kind: "measured", how: `Read from the run; the ${size} largest weights of each row are kept, the others are not known.` },
      "largest",
    );
  }, [display, token, tokens, whole, layers, heads, layer, one, state.over, state.hide, head.choice, head.loaded, means, mean, map, exact, keys, weights]);
}
