"use client";

import { useSearchParams } from "next/navigation";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from "react";
import { formatViewState, parseViewState, type ViewState } from "@/lib/domain/view-state";

export type SetViewState = (patch: Partial<ViewState>, history?: "push" | "replace") => void;

const Context = createContext<{ state: ViewState; setState: SetViewState } | null>(null);

/** Browsers drop history calls that come too fast (an arrow key held down): continuous changes are written this late, ms. */
const REPLACE_DELAY = 200;

/**
 * The view's state, with the URL as its lasting form: changes show at once and are written to the URL, and whatever changes
 * the URL (Back, a link) changes the state. "push" makes a step that Back undoes; "replace" is for continuous changes.
 */
export function ViewStateProvider({ children }: { children: ReactNode }): ReactElement {
  const params = useSearchParams();
  const query = params.toString();
  const [state, setLocal] = useState<ViewState>(() => parseViewState(new URLSearchParams(query)));
  const current = useRef(state);
  const written = useRef(query);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const show = useCallback((next: ViewState) => {
    current.current = next;
    setLocal(next);
  }, []);

  const adopt = useCallback(() => {
    // The router reports changes late, after newer ones may have been written: the address itself decides.
    const address = new URLSearchParams(window.location.search);
    if (address.toString() === written.current) return;
    written.current = address.toString();
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    show(parseViewState(address));
  }, [show]);
  useEffect(adopt, [query, adopt]);
  useEffect(() => {
    // A step and Back right after it leave the router where it was: it has nothing to report.
    window.addEventListener("popstate", adopt);
    return () => window.removeEventListener("popstate", adopt);
  }, [adopt]);

  const write = useCallback((how: "push" | "replace") => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    const next = formatViewState(current.current).toString();
    if (next === written.current) return;
    written.current = next;
    const url = next === "" ? window.location.pathname : `?${next}`;
    if (how === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);

  useEffect(() => {
    // Leaving within the delay must not lose the last step.
    const flush = () => {
      if (timer.current) write("replace");
    };
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      if (timer.current) clearTimeout(timer.current);
    };
  }, [write]);

  const setState = useCallback<SetViewState>(
    (patch, history = "push") => {
      if (history === "push" && timer.current) write("replace"); // the state before the step is what Back returns to
      show({ ...current.current, ...patch });
      if (history === "push") write("push");
      else timer.current ??= setTimeout(() => write("replace"), REPLACE_DELAY);
    },
    [show, write],
  );

  const value = useMemo(() => ({ state, setState }), [state, setState]);
  return <Context value={value}>{children}</Context>;
}

export function useViewState(): { state: ViewState; setState: SetViewState } {
  const value = useContext(Context);
  if (!value) throw new Error("useViewState needs a ViewStateProvider above it");
  return value;
}
