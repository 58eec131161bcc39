import { queryOptions } from "@tanstack/react-query";
import { requestTensor } from "./fetch";
import { queryKeys } from "./keys";

/** Tensors of a finished inspection never change: asked for once, dropped five minutes after the last view of them is gone. */
const immutable = { staleTime: Infinity, gcTime: 300_000, retry: 1, structuralSharing: false } as const;

/**
 * A tensor of the trace (names: `tensorNames`), or a slice of it: numpy-like without steps, `:,17,:` or `3,0:8,5`; axes given by a
 * single index are gone from the shape. Data: f32 for F32 and F16, i32 for I32, bytes for U8.
 */
export const tensorQuery = (id: string, name: string, slice = "") =>
  queryOptions({
    queryKey: queryKeys.tensor(id, name, slice),
    queryFn: ({ signal }) => {
      const query = slice === "" ? "" : `?slice=${encodeURIComponent(slice)}`;
      return requestTensor(`/api/inspections/${encodeURIComponent(id)}/tensors/${encodeURIComponent(name)}${query}`, signal);
    },
    ...immutable,
  });

/** One head's exact map (T, T), row i over keys ≤ i. Computed by the engine where the trace holds only the top keys: may take seconds. */
export const headMapQuery = (id: string, layer: number, head: number) =>
  queryOptions({
    queryKey: queryKeys.headMap(id, layer, head),
    queryFn: ({ signal }) => requestTensor(`/api/inspections/${encodeURIComponent(id)}/attention/${layer}/${head}`, signal),
    ...immutable,
  });

/** (L, H, T) F32: how much each head can take from each token. Computed by the engine once: may take seconds. */
export const valueNormsQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.valueNorms(id),
    queryFn: ({ signal }) => requestTensor(`/api/inspections/${encodeURIComponent(id)}/value-norms`, signal),
    ...immutable,
  });
