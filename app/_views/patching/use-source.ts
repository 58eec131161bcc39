"use client";

import { useQuery } from "@tanstack/react-query";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { inspectionQuery } from "@/lib/query";
import { useRun } from "../run/use-run";

export interface SourceState {
  /** Null until it is finished. */
  detail: InspectionDetail | null;
  running: boolean;
  error: unknown;
}

/** The inspection that values are taken from; one that still runs is followed to its end. */
export function useSource(id: string | undefined): SourceState {
  const { data, error } = useQuery({ ...inspectionQuery(id ?? ""), enabled: id !== undefined });
  const running = id !== undefined && data?.running === true;
  useRun(running ? id : null);
  return { detail: id !== undefined && data?.running === false ? data.detail : null, running, error: id === undefined ? null : error };
}
