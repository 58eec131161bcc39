"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** False while the server renders and until React has taken over: for what is known in the browser only. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
