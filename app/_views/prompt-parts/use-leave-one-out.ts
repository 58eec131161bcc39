"use client";

import { useMemo } from "react";
import type { LeaveOneOut } from "@/lib/domain/explanation";
import type { NewStudy } from "@/lib/domain/study";
import type { TextUnit } from "@/lib/domain/text-units";
import { useAskedStudy, type AskedStudy } from "../study/use-asked-study";
import type { Asked } from "./asked";
import { spansOf } from "./parts";

export interface LeaveOneOutState extends AskedStudy {
  /** Of what is measured until now; null before anything is. */
  result: LeaveOneOut | null;
}

/** Leave-one-out of these parts towards this answer: what is kept of it, and how it is begun. */
export function useLeaveOneOut(inspection: string, asked: Asked, parts: readonly TextUnit[]): LeaveOneOutState {
  const question = useMemo<NewStudy>(
    () => ({ kind: "leave-one-out", inspection, request: { position: asked.position, answer: asked.answer, spans: spansOf(parts) } }),
    [inspection, asked, parts],
  );
  const study = useAskedStudy(question);
  return { ...study, result: study.detail?.findings.kind === "leave-one-out" ? study.detail.findings.result : null };
}
