import { queryOptions } from "@tanstack/react-query";
import { comparisonSchema } from "@/lib/domain/comparison";
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
