"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { LeaveOneOut } from "@/lib/domain/explanation";
import type { NewStudy, StudyDetail } from "@/lib/domain/study";
import type { TextUnit } from "@/lib/domain/text-units";
import { askedQuery, startStudy } from "@/lib/query/studies";
import { useStudy, type FollowedStudy } from "../study/use-study";
import type { Asked } from "./asked";
import { spansOf } from "./parts";

export interface LeaveOneOutState {
  /** Null while it is not known whether this was asked before. */
  known: boolean;
  detail: StudyDetail | null;
  result: LeaveOneOut | null;
  study: FollowedStudy;
  /** Begins, or goes on with what was stopped. */
  start: () => void;
  starting: boolean;
  error: unknown;
  retry: () => void;
}

/** Leave-one-out of these parts towards this answer: what is kept of it, and how it is begun. */
export function useLeaveOneOut(inspection: string, asked: Asked, parts: readonly TextUnit[]): LeaveOneOutState {
  const question = useMemo<NewStudy>(
    () => ({ kind: "leave-one-out", inspection, request: { position: asked.position, answer: asked.answer, spans: spansOf(parts) } }),
    [inspection, asked, parts],
  );
  const { data, error, refetch } = useQuery(askedQuery(question));
  const begin = useMutation({ mutationFn: () => startStudy(question), onSettled: () => refetch() });
  const detail = data ?? null;
  const study = useStudy(detail, () => void refetch());
  return {
    known: data !== undefined,
    detail,
    result: detail?.findings.kind === "leave-one-out" ? detail.findings.result : null,
    study,
    start: () => begin.mutate(),
    starting: begin.isPending,
    error: error ?? begin.error ?? study.error,
    retry: () => void refetch(),
  };
}
