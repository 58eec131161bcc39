"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Explanation } from "@/lib/domain/explanation";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { ViewState } from "@/lib/domain/view-state";
import { explanationQuery } from "@/lib/query";
import { askedQuestion, explainRequest, type Asked, type Question } from "./question";

export function useQuestion(detail: InspectionDetail, { t, ask }: Pick<ViewState, "t" | "ask">): Asked {
  return useMemo(() => askedQuestion(detail.tokens.ids, detail.manifest.model.shape.vocabulary, { t, ask }), [detail, t, ask]);
}

export interface LoadedExplanation {
  explanation: Explanation | null;
  error: unknown;
  retry: () => void;
}

/** What stands in for a query without a question; never sent. */
const nobody = { position: 0, target: null, foil: null };

/** The answer to the question; the engine evaluates the place once more when it is asked for the first time. */
export function useExplanation(id: string, question: Question | null, enabled = true): LoadedExplanation {
  const { data, error, refetch } = useQuery({ ...explanationQuery(id, question ? explainRequest(question) : nobody), enabled: enabled && question !== null });
  return useMemo(() => ({ explanation: question && data ? data : null, error: question ? error : null, retry: () => void refetch() }), [question, data, error, refetch]);
}
