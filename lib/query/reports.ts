import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import {
  importedReportSchema, publishedSchema, reportListSchema, reportPreviewSchema, reportSummarySchema, shareListSchema, shareSummarySchema,
  type ComposeRequestInput, type ImportedReport, type Published, type PublishRequestInput, type ReportFileFormat, type ReportPreview, type ReportSummary, type ShareSummary,
} from "@/lib/domain/report";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest = "") => `/api/reports/${encodeURIComponent(id)}${rest}`;
const done = z.object({ deleted: z.literal(true) });

/** Newest first, own and imported, each with its links. */
export const reportsQuery = ({ search = "", limit = 50, offset = 0 }: { search?: string; limit?: number; offset?: number } = {}) =>
  queryOptions({
    queryKey: queryKeys.reportList(search, limit, offset),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams({ limit: String(limit), offset: String(offset), ...(search ? { search } : {}) });
      return requestJson(`/api/reports?${params}`, reportListSchema, { signal });
    },
  });

/** Error: `not-found`. */
export const reportQuery = (id: string) =>
  queryOptions({ queryKey: queryKeys.report(id), queryFn: ({ signal }) => requestJson(path(id), reportSummarySchema, { signal }), retry: false });

/** What would leave, and what was removed; nothing is kept. Errors: `not-found`, `bad-request`. */
export function previewReport(body: ComposeRequestInput, signal?: AbortSignal): Promise<ReportPreview> {
  return requestJson("/api/reports/preview", reportPreviewSchema, { method: "POST", body, signal });
}

/** Stores a report for good. `replaces`: the id of a version of it that this one supersedes. */
export function composeReport(body: ComposeRequestInput, replaces?: string): Promise<ReportSummary> {
  return requestJson(`/api/reports${replaces === undefined ? "" : `?${new URLSearchParams({ replaces })}`}`, reportSummarySchema, { method: "POST", body });
}

/** With all of its links, which then lead nowhere. */
export async function deleteReport(id: string): Promise<void> {
  await requestJson(path(id), done, { method: "DELETE" });
}

/** A link to the report as it is. Its token is in the answer and can never be told again. */
export function publishReport(id: string, body: PublishRequestInput = {}): Promise<Published> {
  return requestJson(path(id, "/shares"), publishedSchema, { method: "POST", body });
}

/** Links of one kind, newest first. */
export const sharesQuery = (kind: ShareSummary["kind"]) =>
  queryOptions({ queryKey: queryKeys.shares(kind), queryFn: ({ signal }) => requestJson(`/api/shares?${new URLSearchParams({ kind })}`, shareListSchema, { signal }) });

/** From now on; an expired link opens again. */
export function extendShare(id: string, expiresInDays: number): Promise<ShareSummary> {
  return requestJson(`/api/shares/${encodeURIComponent(id)}`, shareSummarySchema, { method: "PATCH", body: { expiresInDays } });
}

/** For good. */
export function revokeShare(id: string): Promise<ShareSummary> {
  return requestJson(`/api/shares/${encodeURIComponent(id)}`, shareSummarySchema, { method: "DELETE" });
}

/** The HTML or JSON file of somebody's report. Error: `bad-request`, its issues naming the places that are at fault. */
export function importReport(file: File): Promise<ImportedReport> {
  const form = new FormData();
  form.append("file", file, file.name);
  return requestJson("/api/reports/import", importedReportSchema, { method: "POST", body: form });
}

/** For a link with the `download` attribute. */
export function reportFileUrl(id: string, format: ReportFileFormat): string {
  return path(id, `/file?format=${format}`);
}

/** The report as others see it, for a frame. */
export function reportViewUrl(id: string): string {
  return path(id, "/view");
}
