"use client";

import { useMemo } from "react";
import { displayTokens, type DisplayTokens } from "@/lib/domain/display-tokens";
import type { InspectionDetail } from "@/lib/domain/inspection";
import { focusToken, type ViewProps } from "../view-contract";

/** Decoding a text takes a pass over its bytes; several views ask for the same one. */
const decoded = new WeakMap<InspectionDetail["tokens"], DisplayTokens>();

export function useDisplayTokens(detail: InspectionDetail): DisplayTokens {
  return useMemo(() => {
    const known = decoded.get(detail.tokens);
    if (known) return known;
    const made = displayTokens(detail.tokens);
    decoded.set(detail.tokens, made);
    return made;
  }, [detail.tokens]);
}

/** The token that a view speaks of: previewed, locked, or else the last one of the prompt, where the answer begins. */
export function spokenToken(props: Pick<ViewProps, "detail" | "state" | "previewToken">): number {
  const last = props.detail.tokens.ids.length - 1;
  const position = focusToken(props) ?? props.detail.manifest.promptTokens - 1;
  return Math.max(0, Math.min(last, position));
}
