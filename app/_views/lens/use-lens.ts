"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { largest } from "@/lib/charts";
import type { AskedTokens } from "@/lib/domain/question";
import { lensQuery } from "@/lib/query";
import { tensorNames } from "@/lib/trace/names";
import { floats, integers } from "../inspection/tensor-data";
import { together } from "../inspection/use-tensor";
import { candidateTexts, type CandidateText } from "../token/candidate-text";
import type { LensGrid } from "./build";

export interface LoadedLens {
  /** Null while the engine makes it. */
  grid: LensGrid | null;
  textOf: (id: number) => CandidateText;
  /** Largest difference between the last layer's lens and the model's output over all places, logits; null until it is there. */
  gap: number | null;
  error: unknown;
  retry: () => void;
}

/** First choices alone: one number a place and layer. */
const FIRST = ":,:,0";
const nobody: AskedTokens = { target: null, foil: null };
const whole = [tensorNames.lensLayers, tensorNames.lensEntropy, tensorNames.lensGap, tensorNames.lensTokens, tensorNames.lensTokenBytes, tensorNames.lensTokenOffsets, tensorNames.lensTokenSpecial] as const;

/**
 * The lens at every place of a run, and the figures of `asked` where the picture needs them. Only first choices travel; see
 * `useLensColumn` for the rest of a column. `tokens` is T: places are T − 1, since nothing is predicted for the first token.
 */
export function useLens(id: string, tokens: number, asked: AskedTokens | null): LoadedLens {
  const base = useQueries({
    queries: [lensQuery(id, tensorNames.lensIds, nobody, FIRST), lensQuery(id, tensorNames.lensLogprobs, nobody, FIRST), ...whole.map((name) => lensQuery(id, name, nobody))],
    combine: together,
  });
  const figures = useQueries({
    queries: [tensorNames.lensAskedLogprobs, tensorNames.lensAskedRanks].map((name) => ({ ...lensQuery(id, name, asked ?? nobody, FIRST), enabled: asked !== null })),
    combine: together,
  });
  const textOf = useMemo(() => {
    const [ids, bytes, offsets, special] = base.data?.slice(5) ?? [];
    return ids && bytes && offsets && special
      ? candidateTexts({ ids: ids.data, bytes: bytes.data, offsets: offsets.data, special: special.data })
      : candidateTexts({ ids: [], bytes: [], offsets: [], special: [] });
  }, [base.data]);
  const grid = useMemo<LensGrid | null>(() => {
    const [ids, logprobs, numbers, entropy] = base.data ?? [];
    if (!ids || !logprobs || !numbers || !entropy) return null;
    const layers = integers(numbers, [numbers.data.length]);
    const shape = [tokens, layers.length];
    const [askedLogprobs, askedRanks] = figures.data ?? [];
    return {
      layers: Array.from(layers),
      places: tokens - 1,
      ids: integers(ids, shape),
      logprobs: floats(logprobs, shape),
      entropy: floats(entropy, shape),
      target: askedLogprobs && askedRanks ? { logprobs: floats(askedLogprobs, shape), ranks: integers(askedRanks, shape) } : null,
    };
  }, [base.data, figures.data, tokens]);
  return useMemo(() => {
    const gaps = base.data?.[4];
    // The row behind the last token belongs to no place of the run.
    const gap = gaps ? largest(floats(gaps, [tokens]).subarray(0, tokens - 1)) : null;
    return { grid, textOf, gap, error: base.error ?? figures.error, retry: base.error ? base.retry : figures.retry };
  }, [base, figures, grid, textOf, tokens]);
}

/** Columns fetched at once, so that moving along the text does not wait at each. */
const BLOCK = 32;

/** The likeliest tokens of every layer at one place: `topOf(row)` of the column; null while they load. */
export function useLensColumn(id: string, tokens: number, layers: number, column: number | null): ((row: number) => { ids: ArrayLike<number>; logprobs: ArrayLike<number> }) | null {
  const from = column === null ? 0 : Math.floor(column / BLOCK) * BLOCK;
  const slice = `${from}:${Math.min(tokens, from + BLOCK)}`;
  const enabled = column !== null;
  const ids = useQuery({ ...lensQuery(id, tensorNames.lensIds, nobody, slice), enabled }).data;
  const logprobs = useQuery({ ...lensQuery(id, tensorNames.lensLogprobs, nobody, slice), enabled }).data;
  return useMemo(() => {
    const top = ids?.shape[2];
    if (column === null || !ids || !logprobs || !top) return null;
    return (row) => {
      const at = ((column - from) * layers + row) * top;
      return { ids: ids.data.subarray(at, at + top), logprobs: logprobs.data.subarray(at, at + top) };
    };
  }, [ids, logprobs, column, from, layers]);
}
