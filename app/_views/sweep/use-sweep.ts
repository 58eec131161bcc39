"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NewStudy, StudyDetail } from "@/lib/domain/study";
import type { Sweep, SweepRequest } from "@/lib/domain/sweep";
import { queryKeys } from "@/lib/query/keys";
import { askedQuery, startStudy } from "@/lib/query/studies";
import { useStudy, type FollowedStudy } from "../study/use-study";

export interface SweepState {
  /** False while it is not known whether this was asked before. */
  known: boolean;
  detail: StudyDetail | null;
  /** Of what is measured until now; null before anything is. */
  result: Sweep | null;
  study: FollowedStudy;
  /** Begins, or goes on with what was stopped. */
  start: () => void;
  starting: boolean;
  error: unknown;
}

/** A sweep of an inspection: what is kept of it, and how it is begun. Null asks nothing. */
export function useSweep(inspection: string, request: SweepRequest | null): SweepState {
  const client = useQueryClient();
  const question = useMemo<NewStudy | null>(() => request && { kind: "sweep", inspection, request }, [inspection, request]);
  // A query that is not enabled still needs a key: that of a question which nobody asks.
  const { data, error, refetch } = useQuery({ ...askedQuery(question ?? { kind: "corpus-experts", model: "", corpus: "" }), enabled: question !== null });
  const begin = useMutation({
    mutationFn: () => (question ? startStudy(question) : Promise.resolve(null)),
    onSettled: () => Promise.all([refetch(), client.invalidateQueries({ queryKey: queryKeys.studies() })]),
  });
  const detail = (question && data) ?? null;
  const study = useStudy(detail, () => void refetch());
  return {
    known: question !== null && data !== undefined,
    detail,
    result: detail?.findings.kind === "sweep" ? detail.findings.result : null,
    study,
    start: () => begin.mutate(),
    starting: begin.isPending,
    error: question === null ? null : (error ?? begin.error ?? study.error),
  };
}
