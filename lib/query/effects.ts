import { queryOptions } from "@tanstack/react-query";
import { startedSchema, type Started } from "@/lib/domain/api";
import { effectSchema, elsewhereSchema, type EffectRequestInput, type ElsewhereRequestInput } from "@/lib/domain/effect";
import type { EditedRequestInput } from "@/lib/domain/inspection";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest: string): string => `/api/inspections/${encodeURIComponent(id)}/${rest}`;

/** The first who asks waits for the engine, later ones do not. Leaving the question stops it. */
const lasting = { staleTime: Infinity, gcTime: 300_000, retry: false } as const;

/** What edits do to the answer of an inspection. */
export const effectQuery = (id: string, body: EffectRequestInput) =>
  queryOptions({ queryKey: queryKeys.effect(id, body), queryFn: ({ signal }) => requestJson(path(id, "effect"), effectSchema, { method: "POST", body, signal }), ...lasting });

/** What the same edits do to another text. */
export const elsewhereQuery = (id: string, body: ElsewhereRequestInput) =>
  queryOptions({ queryKey: queryKeys.elsewhere(id, body), queryFn: ({ signal }) => requestJson(path(id, "elsewhere"), elsewhereSchema, { method: "POST", body, signal }), ...lasting });

/** Queues the same text with edits, as an inspection of its own; follow it with `subscribeInspection`. */
export function editInspection(id: string, body: EditedRequestInput): Promise<Started> {
  return requestJson(path(id, "edited"), startedSchema, { method: "POST", body });
}
