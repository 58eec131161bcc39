"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { VitrineError } from "@/lib/domain/errors";
import { isLastStudyEvent, isUnderWay, type StudyDetail, type StudyEvent } from "@/lib/domain/study";
import { queryKeys } from "@/lib/query/keys";
import { resumeStudy, stopStudy, subscribeStudy } from "@/lib/query/studies";

/** How far a study under way is, as far as it is known. */
export interface StudyProgress {
  phase: "waiting" | "loading" | "working";
  /** Of loading, 0 … 1. */
  fraction: number | null;
  done: number;
  total: number;
  perSecond: number | null;
  secondsLeft: number | null;
}

const start = ({ summary: { done, total } }: StudyDetail): StudyProgress => ({ phase: "waiting", fraction: null, done, total, perSecond: null, secondsLeft: null });

function next(progress: StudyProgress, event: StudyEvent): StudyProgress {
  if (event.type === "loading") return { ...progress, phase: "loading", fraction: event.fraction };
  if (event.type !== "progress") return progress;
  const { done, total, perSecond, secondsLeft } = event;
  return { phase: "working", fraction: null, done, total, perSecond, secondsLeft };
}

export interface FollowedStudy {
  /** Null while nothing is under way. */
  progress: StudyProgress | null;
  stop: () => void;
  resume: () => void;
  busy: boolean;
  error: unknown;
}

/** Follows a study while it is under way; `refresh` is asked to bring what is measured whenever more is kept. */
export function useStudy(detail: StudyDetail | null, refresh: () => void): FollowedStudy {
  const client = useQueryClient();
  const id = detail?.summary.id ?? null;
  const active = detail !== null && isUnderWay(detail.summary.state);
  const [told, setTold] = useState<{ id: string; progress: StudyProgress } | null>(null);
  useEffect(() => {
    if (!active || id === null) return;
    return subscribeStudy(id, (event) => {
      setTold((before) => {
        const known = before?.id === id ? before.progress : { phase: "waiting" as const, fraction: null, done: 0, total: 0, perSecond: null, secondsLeft: null };
        return { id, progress: next(known, event) };
      });
      if (event.type === "kept" || isLastStudyEvent(event)) refresh();
      if (isLastStudyEvent(event)) void client.invalidateQueries({ queryKey: queryKeys.studies() });
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- following begins anew only for another study
  }, [active, id, client]);
  const change = useMutation({ mutationFn: (work: (of: string) => Promise<unknown>) => (id === null ? Promise.resolve(null) : work(id)), onSettled: refresh });
  const progress = !active || detail === null ? null : told?.id === id ? told.progress : start(detail);
  return {
    progress,
    stop: () => change.mutate(stopStudy),
    resume: () => change.mutate(resumeStudy),
    busy: change.isPending,
    error: change.error ?? (detail?.error ? VitrineError.fromBody(detail.error) : null),
  };
}
