"use client";

import { useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { headMapQuery, tensorQuery, type Tensor } from "@/lib/query";
import { valueNormsQuery } from "@/lib/query/tensors";

/** What has arrived of one or several tensors. The object changes only when its contents do. */
export interface Loaded<Data> {
  /** Null until all of it is there. */
  data: Data | null;
  error: unknown;
  retry: () => void;
}

export function useTensor(id: string, name: string, slice: string, enabled: boolean): Loaded<Tensor> {
  const { data, error, refetch } = useQuery({ ...tensorQuery(id, name, slice), enabled });
  return useMemo(() => ({ data: data ?? null, error, retry: () => void refetch() }), [data, error, refetch]);
}

/** One head's exact map, evaluated again by the engine; `enabled` false only shows what has been evaluated before. */
export function useHeadMap(id: string, layer: number, head: number, enabled: boolean): Loaded<Tensor> {
  const { data, error, refetch } = useQuery({ ...headMapQuery(id, layer, head), enabled });
  return useMemo(() => ({ data: data ?? null, error, retry: () => void refetch() }), [data, error, refetch]);
}

/** Several results as one, for `combine`. Outside the hook, so that the same results give the same object. */
export function together(results: UseQueryResult<Tensor>[]): Loaded<Tensor[]> {
  const arrived = results.flatMap((result) => (result.data ? [result.data] : []));
  return {
    data: arrived.length === results.length ? arrived : null,
    error: results.find((result) => result.error)?.error ?? null,
    retry: () => results.forEach((result) => void (result.error && result.refetch())),
  };
}

/** Several tensors of a run, or the same slice of each, in the order of `names`. */
export function useTensors(id: string, names: readonly string[], enabled: boolean, slice = ""): Loaded<Tensor[]> {
  return useQueries({ queries: names.map((name) => ({ ...tensorQuery(id, name, slice), enabled })), combine: together });
}

/** How much each head can take from each token: (L, H, T). The engine runs the text again for it, once. */
export function useValueNorms(id: string, enabled: boolean): Loaded<Tensor> {
  const { data, error, refetch } = useQuery({ ...valueNormsQuery(id), enabled });
  return useMemo(() => ({ data: data ?? null, error, retry: () => void refetch() }), [data, error, refetch]);
}
