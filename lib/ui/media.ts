"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds; `false` while the server renders. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** The widths at which columns become sheets; the same numbers stand in inspector.module.css. */
export const NARROW = "(width < 860px)";
export const MEDIUM = "(width < 1180px)";
