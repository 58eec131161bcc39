import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { startedSchema, type Started } from "@/lib/domain/api";
import {
  auditComparisonSchema, auditDetailSchema, auditEventSchema, auditItemDetailSchema, auditItemsSchema, auditListSchema, auditPreviewSchema, auditSummarySchema,
  importedSuiteSchema, suiteListSchema, uploadedSuiteSchema,
  type AuditEvent, type AuditItemsRequest, type AuditPreview, type AuditRequestInput, type AuditSummary, type ImportedSuite, type UploadedSuite,
} from "@/lib/domain/audit";
import { followEvents } from "./events";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest = "") => `/api/audits/${encodeURIComponent(id)}${rest}`;
const done = z.object({ deleted: z.literal(true) });

/** Bundled, own and imported suites, with their cards. */
export const suitesQuery = () =>
  queryOptions({ queryKey: queryKeys.suites(), queryFn: ({ signal }) => requestJson("/api/suites", suiteListSchema, { signal }), staleTime: 60_000 });

/** Keeps a suite in the own format. A fault is thrown as `bad-request` whose issues name every line: path "line N, column M, field". */
export function uploadSuite(text: string): Promise<UploadedSuite> {
  return requestJson("/api/suites", uploadedSuiteSchema, { method: "POST", body: { text } });
}

/** The files of one public set; which one is read from their content. Errors: `bad-request`. */
export function importSuite(files: readonly File[]): Promise<ImportedSuite> {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return requestJson("/api/suites/import", importedSuiteSchema, { method: "POST", body: form });
}

/** Own and imported suites only. Audits that used it keep their results. */
export async function deleteSuite(id: string): Promise<void> {
  await requestJson(`/api/suites/${encodeURIComponent(id)}`, done, { method: "DELETE" });
}

/** What an audit would score: counts and ten items a suite. With `probe`, how fast this model is on them (takes seconds). */
export function previewAudit(body: AuditRequestInput, probe = false, signal?: AbortSignal): Promise<AuditPreview> {
  return requestJson("/api/audits/preview", auditPreviewSchema, { method: "POST", body: { ...body, probe }, signal });
}

/** Newest first. */
export const auditsQuery = ({ search = "", limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number } = {}) =>
  queryOptions({
    queryKey: queryKeys.auditList(search, limit, offset),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ limit: String(limit), offset: String(offset), ...(search ? { search } : {}) });
      return requestJson(`/api/audits?${params}`, auditListSchema, { signal });
    },
  });

/** Queues an audit; follow it with `subscribeAudit`. */
export function startAudit(body: AuditRequestInput): Promise<Started> {
  return requestJson("/api/audits", startedSchema, { method: "POST", body });
}

/** An audit in whatever state; a failed one carries its error. Error: `not-found`. */
export const auditQuery = (id: string) =>
  queryOptions({ queryKey: queryKeys.audit(id), queryFn: ({ signal }) => requestJson(path(id), auditDetailSchema, { signal }), retry: false });

/** Takes effect after the chunk in progress; everything scored is kept. */
export function pauseAudit(id: string): Promise<AuditSummary> {
  return requestJson(path(id, "/pause"), auditSummarySchema, { method: "POST" });
}

/** Goes on with what is missing; a failed audit is tried again. */
export function resumeAudit(id: string): Promise<AuditSummary> {
  return requestJson(path(id, "/resume"), auditSummarySchema, { method: "POST" });
}

/** The same request as a new audit. */
export function runAuditAgain(id: string): Promise<Started> {
  return requestJson(path(id, "/again"), startedSchema, { method: "POST" });
}

export function renameAudit(id: string, title: string): Promise<AuditSummary> {
  return requestJson(path(id), auditSummarySchema, { method: "PATCH", body: { title } });
}

/** A running one is stopped first. */
export async function deleteAudit(id: string): Promise<void> {
  await requestJson(path(id), done, { method: "DELETE" });
}

/** A page of the items table. */
export const auditItemsQuery = (id: string, body: AuditItemsRequest) => {
  const params = new URLSearchParams(Object.entries(body).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])));
  return queryOptions({
    queryKey: queryKeys.auditItems(id, params.toString()),
    queryFn: ({ signal }) => requestJson(path(id, `/items?${params}`), auditItemsSchema, { signal }),
  });
};

/** One item in one phrasing, every scored unit with its tokens. */
export const auditItemQuery = (id: string, suite: string, item: string, phrasing: string) =>
  queryOptions({
    queryKey: queryKeys.auditItem(id, suite, item, phrasing),
    queryFn: ({ signal }) => requestJson(path(id, `/items/${[suite, item, phrasing].map(encodeURIComponent).join("/")}`), auditItemDetailSchema, { signal }),
    retry: false,
  });

/** Two finished audits on the same items; differences are b − a. */
export const compareQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: queryKeys.auditComparison(a, b),
    queryFn: ({ signal }) => requestJson(`/api/audits/compare?${new URLSearchParams({ a, b })}`, auditComparisonSchema, { signal }),
    retry: false,
  });

/**
 * Follows an audit until it pauses, completes or fails; returns what ends that earlier. Every (re)connection begins with where it
 * stands, so an event may come again. A connection lost for good ends in a `failed` event that says so.
 */
export function subscribeAudit(id: string, onEvent: (event: AuditEvent) => void): () => void {
  const abort = new AbortController();
  void followEvents<AuditEvent>({
    path: path(id, "/events"),
    schema: auditEventSchema,
    isLast: (event) => event.type === "failed" || (event.type === "state" && event.state !== "queued" && event.state !== "running"),
    onEvent,
    onFailure: (error) => onEvent({ type: "failed", error: error.toBody() }),
    signal: abort.signal,
  });
  return () => abort.abort();
}

/** For a link with the `download` attribute. */
export function auditExportUrl(id: string, format: "json" | "junit" | "csv" | "jsonl"): string {
  return path(id, `/export?format=${format}`);
}
