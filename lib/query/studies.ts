import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { startedSchema, type Started } from "@/lib/domain/api";
import {
  corpusListSchema, foundStudySchema, isLastStudyEvent, keptCorpusSchema, studyDetailSchema, studyEventSchema, studyListSchema, studySummarySchema,
  type KeptCorpus, type NewStudy, type NewStudyInput, type StudyEvent, type StudyKind, type StudySummary,
} from "@/lib/domain/study";
import { followEvents } from "./events";
import { requestJson } from "./fetch";
import { queryKeys } from "./keys";

const path = (id: string, rest = "") => `/api/studies/${encodeURIComponent(id)}${rest}`;

/** Newest first. */
export const studiesQuery = (kind: StudyKind, limit = 100) =>
  queryOptions({ queryKey: queryKeys.studyList(kind, limit), queryFn: ({ signal }) => requestJson(`/api/studies?${new URLSearchParams({ kind, limit: String(limit) })}`, studyListSchema, { signal }) });

/** What was measured for a question, whether it is finished or not; null when nobody asked it yet. */
export const askedQuery = (question: NewStudy) =>
  queryOptions({
    queryKey: queryKeys.asked(question),
    queryFn: async ({ signal }) => (await requestJson("/api/studies/find", foundStudySchema, { method: "POST", body: question, signal })).study,
  });

/** Starts a study, or goes on with one that was asked before. Follow it with `subscribeStudy`. */
export function startStudy(question: NewStudyInput): Promise<Started> {
  return requestJson("/api/studies", startedSchema, { method: "POST", body: question });
}

/** In whatever state, with what is measured until now. Error: `not-found`. */
export const studyQuery = (id: string) =>
  queryOptions({ queryKey: queryKeys.study(id), queryFn: ({ signal }) => requestJson(path(id), studyDetailSchema, { signal }), retry: false });

/** What is measured is kept, but for the call in progress. */
export function stopStudy(id: string): Promise<StudySummary> {
  return requestJson(path(id, "/stop"), studySummarySchema, { method: "POST" });
}

export function resumeStudy(id: string): Promise<StudySummary> {
  return requestJson(path(id, "/resume"), studySummarySchema, { method: "POST" });
}

export function renameStudy(id: string, title: string): Promise<StudySummary> {
  return requestJson(path(id), studySummarySchema, { method: "PATCH", body: { title } });
}

/** A running one is stopped first. */
export async function deleteStudy(id: string): Promise<void> {
  await requestJson(path(id), z.object({ deleted: z.literal(true) }), { method: "DELETE" });
}

/** Texts that are part of the program. */
export const corporaQuery = () =>
  queryOptions({ queryKey: queryKeys.corpora(), queryFn: ({ signal }) => requestJson("/api/studies/corpora", corpusListSchema, { signal }), staleTime: Infinity });

/** Texts of a person's own. Errors: `bad-request`, `prompt-not-utf8`, naming file and line. */
export function uploadCorpus(files: readonly { name: string; file: File }[]): Promise<KeptCorpus> {
  const form = new FormData();
  for (const { name, file } of files) form.append("files", file, name);
  return requestJson("/api/studies/corpora", keptCorpusSchema, { method: "POST", body: form });
}

/** Follows a study until it stops, completes or fails; returns what ends that earlier. Every (re)connection begins with where it stands. */
export function subscribeStudy(id: string, onEvent: (event: StudyEvent) => void): () => void {
  const abort = new AbortController();
  void followEvents<StudyEvent>({
    path: path(id, "/events"),
    schema: studyEventSchema,
    isLast: isLastStudyEvent,
    onEvent,
    onFailure: (error) => onEvent({ type: "failed", error: error.toBody() }),
    signal: abort.signal,
  });
  return () => abort.abort();
}

/** For a link with the `download` attribute. */
export const studyExportUrl = (id: string, format: "json" | "csv"): string => path(id, `/export?format=${format}`);
