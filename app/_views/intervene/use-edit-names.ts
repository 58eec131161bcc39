"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { EditNames } from "@/lib/domain/edit-words";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { readableText } from "@/lib/domain/visible-text";
import { inspectionsQuery } from "@/lib/query";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { useCandidates } from "../token/use-candidates";

/** How edits of this inspection are spoken of: its own tokens, candidates as they were recorded, runs by their titles. */
export function useEditNames(detail: InspectionDetail): EditNames {
  const display = useDisplayTokens(detail);
  const candidates = useCandidates(detail, detail.manifest.promptTokens);
  const { data } = useQuery(inspectionsQuery());
  return useMemo(() => {
    const textOf = candidates.status === "ready" ? candidates.textOf : null;
    return {
      place: (position) => (position < display.tokens.length ? tokenName(display, position) : "a token to come"),
      token: (id) => {
        const text = textOf?.(id).shown;
        return text === undefined || text === `#${id}` ? `token ${id}` : `“${text}”`;
      },
      run: (source) => {
        if (source === detail.summary.id) return "this run";
        const title = data?.inspections.find(({ id }) => id === source)?.title;
        return title === undefined ? `run ${source.slice(0, 8)}` : `“${readableText(title)}”`;
      },
    };
  }, [display, candidates, data, detail.summary.id]);
}
