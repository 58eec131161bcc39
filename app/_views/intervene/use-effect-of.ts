"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Edit } from "@/lib/domain/edit";
import type { Effect, EffectRequestInput, SpokenToken } from "@/lib/domain/effect";
import { displayTokens } from "@/lib/domain/display-tokens";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { effectQuery } from "@/lib/query";
import type { Question } from "../ask/question";

/** Tokens that both runs go on with. */
export const CONTINUED = 24;

export interface EffectState {
  effect: Effect | null;
  working: boolean;
  stopped: boolean;
  error: unknown;
  stop: () => void;
  start: () => void;
}

/** The last token read: the one before the locked place, or the prompt's last where none is locked. */
export const lastRead = (detail: InspectionDetail, question: Question | null): number => (question ? question.place - 1 : detail.manifest.promptTokens - 1);

/** What the edits do to the answer; measured as soon as there are some. Stopping holds until something else is asked. */
export function useEffectOf(detail: InspectionDetail, question: Question | null, edits: readonly Edit[], enabled: boolean): EffectState {
  const client = useQueryClient();
  const [stoppedFor, setStoppedFor] = useState<string | null>(null);
  const { id } = detail.summary;
  const request = useMemo<EffectRequestInput>(
    () => ({ position: lastRead(detail, question), target: question?.target ?? null, foil: question?.foil ?? null, edits: [...edits], generate: CONTINUED }),
    [detail, question, edits],
  );
  const asked = effectQuery(id, request);
  const key = JSON.stringify(asked.queryKey);
  const stopped = stoppedFor === key;
  const { data, error, isFetching, refetch } = useQuery({ ...asked, enabled: enabled && !stopped });
  return {
    effect: enabled ? (data ?? null) : null,
    working: enabled && isFetching,
    stopped: stopped && data === undefined,
    error: enabled && !stopped ? error : null,
    stop: () => {
      setStoppedFor(key);
      void client.cancelQueries({ queryKey: asked.queryKey });
    },
    start: () => {
      setStoppedFor(null);
      if (!stopped) void refetch();
    },
  };
}

export const shownName = ({ bytes, special }: SpokenToken): string => displayTokens({ bytes: [bytes], special: [special] }).tokens[0]?.shown ?? "";

/** Names of all tokens that an effect speaks of, as they are shown, by id. */
export function effectNames(effect: Effect): (id: number) => string {
  const names = new Map(effect.names.map((token) => [token.id, shownName(token)]));
  return (id) => names.get(id) ?? `#${id}`;
}
