"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { formatAuditView, parseAuditView, type AuditView } from "./state";

export type SetAuditView = (patch: Partial<AuditView>, history?: "push" | "replace") => void;

/** The state of an audit's page, with the URL as its only home: "push" makes a step that Back undoes. */
export function useAuditView(): [AuditView, SetAuditView] {
  const params = useSearchParams();
  const query = params.toString();
  const view = useMemo(() => parseAuditView(new URLSearchParams(query)), [query]);
  const set = useCallback<SetAuditView>((patch, history = "push") => {
    // The address itself, since the router reports changes late.
    const next = formatAuditView({ ...parseAuditView(new URLSearchParams(window.location.search)), ...patch });
    const url = next === "" ? window.location.pathname : `?${next}`;
    if (history === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);
  return [view, set];
}
