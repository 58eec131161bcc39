"use client";

import { useMemo } from "react";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { tensorNames } from "@/lib/trace/names";
import type { Component } from "../contributions/build";
import { tokenName } from "../inspection/names";
import { useDisplayTokens } from "../inspection/use-tokens";
import { useTensor } from "../inspection/use-tensor";
import { mostRead } from "./most-read";
import type { Reading } from "./summary";

/** What the head read most at `position`, the first token left out; null where its attention was not recorded. */
export function useMostRead(detail: InspectionDetail, component: Component | null, position: number): Reading | null {
  const id = detail.summary.id;
  const display = useDisplayTokens(detail);
  const head = component?.link?.tab === "attention" ? component.link : null;
  const has = (name: string): boolean => detail.tensors.some((tensor) => tensor.name === name);
  const whole = head !== null && has(tensorNames.attention(head.l));
  const sparse = head !== null && has(tensorNames.attentionKeys(head.l));
  const slice = head ? `${head.h},${position},:` : "";
  const row = useTensor(id, tensorNames.attention(head?.l ?? 0), slice, whole);
  const keys = useTensor(id, tensorNames.attentionKeys(head?.l ?? 0), slice, sparse);
  const weights = useTensor(id, tensorNames.attentionWeights(head?.l ?? 0), slice, sparse);
  return useMemo(() => {
    const found = row.data ? mostRead(null, row.data.data) : keys.data && weights.data ? mostRead(keys.data.data, weights.data.data) : null;
    return found && { token: tokenName(display, found.key), weight: found.weight };
  }, [row.data, keys.data, weights.data, display]);
}
