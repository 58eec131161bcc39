"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NewStudy, StudyDetail } from "@/lib/domain/study";
import { queryKeys } from "@/lib/query/keys";
import { askedQuery, startStudy } from "@/lib/query/studies";
import { useStudy, type FollowedStudy } from "./use-study";

export interface AskedStudy {
  /** False while it is not known whether this was asked before. */
  known: boolean;
  detail: StudyDetail | null;
  study: FollowedStudy;
  /** Begins, or goes on with what was stopped. */
  start: () => void;
  starting: boolean;
  error: unknown;
}

/** A question about an inspection: what is kept of its answer, and how it is begun. Null asks nothing; a question is kept by identity. */
export function useAskedStudy(question: NewStudy | null): AskedStudy {
  const client = useQueryClient();
  // A query that is not enabled still needs a key: that of a question which nobody asks.
  const { data, error, refetch } = useQuery({ ...askedQuery(question ?? { kind: "corpus-experts", model: "", corpus: "" }), enabled: question !== null });
  const begin = useMutation({
    mutationFn: (asked: NewStudy | null) => (asked ? startStudy(asked) : Promise.resolve(null)),
    onSettled: () => Promise.all([refetch(), client.invalidateQueries({ queryKey: queryKeys.studies() })]),
  });
  // What became of another question's start is not said of this one.
  const own = begin.variables === question;
  const detail = (question && data) ?? null;
  const study = useStudy(detail, () => void refetch());
  return {
    known: question !== null && data !== undefined,
    detail,
    study,
    start: () => begin.mutate(question),
    starting: own && begin.isPending,
    error: question === null ? null : (error ?? (own ? begin.error : null) ?? study.error),
  };
}
