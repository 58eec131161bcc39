"use client";

import type { InspectionDetail } from "@/lib/domain/inspection";
import { useCandidates } from "../token/use-candidates";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import type { Asked } from "./asked";

export interface AnswerNames {
  /** As a sentence speaks of it. */
  answer: string;
  target: string;
  foil: string | null;
}

/** How the answer is called: by its text where that is known. */
export function useAnswerNames(detail: InspectionDetail, asked: Asked): AnswerNames {
  const display = useDisplayTokens(detail);
  const token = asked.answer.kind === "token" ? asked.answer : null;
  const candidates = useCandidates(detail, token ? asked.position + 1 : null);
  const nameOf = (id: number): string => {
    if (asked.taken && id === detail.tokens.ids[asked.taken.first]) return tokenName(display, asked.taken.first);
    const text = candidates.status === "ready" ? candidates.textOf(id) : null;
    return text ? `“${text.shown}”` : `token ${id}`;
  };
  if (!token) return { answer: "the whole answer", target: "the whole answer", foil: null };
  const target = nameOf(token.target);
  const foil = token.foil === null ? null : nameOf(token.foil);
  return { answer: foil === null ? target : `${target} rather than ${foil}`, target, foil };
}
