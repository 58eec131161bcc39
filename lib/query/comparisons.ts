import { queryOptions } from "@tanstack/react-query";
import { comparisonSchema, wordingControlSchema } from "@/lib/domain/comparison";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

/** Two finished inspections side by side; figures never change. Errors: `not-found`, and `bad-request` when they have nothing in common. */
export const comparisonQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: queryKeys.comparison(a, b),
    queryFn: ({ signal }) => requestJson(`/api/inspections/compare?${new URLSearchParams({ a, b })}`, comparisonSchema, { signal }),
    staleTime: Infinity,
    retry: false,
  });

/** B among other words in the same places. The engine evaluates it once: may take a while; leaving it stops it. */
export const wordingQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: queryKeys.wording(a, b),
    queryFn: ({ signal }) => requestJson(`/api/inspections/compare/wording?${new URLSearchParams({ a, b })}`, wordingControlSchema, { signal }),
    staleTime: Infinity,
    retry: false,
  });
