import { queryOptions } from "@tanstack/react-query";
import { statusSchema, tokenizeResponseSchema, type TokenizeRequest, type TokenizeResponse } from "@/lib/domain/api";
import { modelListSchema } from "@/lib/domain/model";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

/** What the engine does now and which inspections are running, from every tab. Changes all the time: refetched every 2 s while shown. */
export const statusQuery = () =>
  queryOptions({
    queryKey: queryKeys.status(),
    queryFn: ({ signal }) => requestJson("/api/status", statusSchema, { signal }),
    refetchInterval: 2_000,
  });

/** The models folder. Files come and go: stale after 10 s. */
export const modelsQuery = () =>
  queryOptions({
    queryKey: queryKeys.models(),
    queryFn: ({ signal }) => requestJson("/api/models", modelListSchema, { signal }),
    staleTime: 10_000,
  });

export function tokenizePrompt(body: TokenizeRequest, signal?: AbortSignal): Promise<TokenizeResponse> {
  return requestJson("/api/tokenize", tokenizeResponseSchema, { method: "POST", body, signal });
}

/** `tokenizePrompt` as a query, for a counter beside the prompt: keep the previous answer while typing. */
export const tokenizedQuery = ({ model, prompt, mode = "completion" }: TokenizeRequest) =>
  queryOptions({
    queryKey: queryKeys.tokenized(model, prompt, mode),
    queryFn: ({ signal }) => tokenizePrompt({ model, prompt, mode }, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
