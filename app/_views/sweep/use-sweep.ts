"use client";

import { useMemo } from "react";
import type { NewStudy } from "@/lib/domain/study";
import type { Sweep, SweepRequest } from "@/lib/domain/sweep";
import { useAskedStudy, type AskedStudy } from "../study/use-asked-study";

export interface SweepState extends AskedStudy {
  /** Of what is measured until now; null before anything is. */
  result: Sweep | null;
}

/** A sweep of an inspection: what is kept of it, and how it is begun. Null asks nothing. */
export function useSweep(inspection: string, request: SweepRequest | null): SweepState {
  const question = useMemo<NewStudy | null>(() => request && { kind: "sweep", inspection, request }, [inspection, request]);
  const asked = useAskedStudy(question);
  return { ...asked, result: asked.detail?.findings.kind === "sweep" ? asked.detail.findings.result : null };
}
