import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { inspectionResourceSchema, startedSchema, treeSchema, type Started } from "@/lib/domain/api";
import { inspectionListSchema, inspectionSummarySchema, type BranchRequest, type InspectionRequestInput, type InspectionSummary } from "@/lib/domain/inspection";
import { request, requestJson } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest = "") => `/api/inspections/${encodeURIComponent(id)}${rest}`;

/** Finished inspections only, newest first. */
export const inspectionsQuery = ({ search = "", limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number } = {}) =>
  queryOptions({
    queryKey: queryKeys.list(search, limit, offset),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ limit: String(limit), offset: String(offset), ...(search ? { search } : {}) });
      return requestJson(`/api/inspections?${params}`, inspectionListSchema, { signal });
    },
  });

/**
 * `{running: true, summary}` while it waits or runs, then `{running: false, detail}`, which never changes but for its title.
 * A failed run throws its own error; an unknown id throws `not-found`.
 */
export const inspectionQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.inspection(id),
    queryFn: ({ signal }) => requestJson(path(id), inspectionResourceSchema, { signal }),
    staleTime: (query) => (query.state.data?.running === false ? Infinity : 0),
    retry: false,
  });

/** The root of the inspection's tree and all that was branched from it, finished ones only. */
export const treeQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.tree(id),
    queryFn: ({ signal }) => requestJson(path(id, "/tree"), treeSchema, { signal }),
  });

/** Queues a run; follow it with `subscribeInspection`. */
export function startInspection(body: InspectionRequestInput): Promise<Started> {
  return requestJson("/api/inspections", startedSchema, { method: "POST", body });
}

/** What was captured until now is kept: the event stream ends with `done` in state "stopped". */
export async function stopInspection(id: string): Promise<void> {
  await request(path(id, "/stop"), { method: "POST" });
}

/** The same request once more, as a new root. */
export function runAgain(id: string): Promise<Started> {
  return requestJson(path(id, "/again"), startedSchema, { method: "POST" });
}

export function branchInspection(id: string, body: BranchRequest): Promise<Started> {
  return requestJson(path(id, "/branches"), startedSchema, { method: "POST", body });
}

export function renameInspection(id: string, title: string): Promise<InspectionSummary> {
  return requestJson(path(id), inspectionSummarySchema, { method: "PATCH", body: { title } });
}

/** The trace file goes too; branches of it stay and become roots. */
export async function deleteInspection(id: string): Promise<void> {
  await requestJson(path(id), z.object({ deleted: z.literal(true) }), { method: "DELETE" });
}

/** For a link with the `download` attribute. */
export function exportUrl(id: string, format: "safetensors" | "json"): string {
  return path(id, `/export?format=${format}`);
}

/** After a run ended, a rename or a deletion: lists and trees are asked for again; with an id, its detail too. */
export async function invalidateInspections(client: QueryClient, id?: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: queryKeys.lists() }),
    client.invalidateQueries({ queryKey: queryKeys.trees() }),
    client.invalidateQueries({ queryKey: queryKeys.status() }),
    ...(id === undefined ? [] : [client.invalidateQueries({ queryKey: queryKeys.inspection(id) })]),
  ]);
}
