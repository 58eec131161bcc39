"use client";

import { useMemo } from "react";
import type { InspectionDetail } from "@/lib/domain/inspection";
import type { Question } from "../ask/question";
import { useAnswerNames, type AnswerNames } from "../prompt-parts/use-answer-names";

/** How the tokens that are asked about are called. */
export function useSweepNames(detail: InspectionDetail, { place, taken, target, foil }: Question): AnswerNames {
  const asked = useMemo(
    () => ({ position: place - 1, answer: { kind: "token" as const, target, foil }, taken: target === taken ? { first: place, last: place } : null }),
    [place, taken, target, foil],
  );
  return useAnswerNames(detail, asked);
}

/** What a map of effects shows, for a legend or an axis. */
export const effectTitle = ({ target, foil }: AnswerNames): string => (foil === null ? `Δ log p of ${target} (nats)` : `Δ of log p(${target}) − log p(${foil}) (nats)`);
