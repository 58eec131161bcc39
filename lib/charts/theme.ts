"use client";

import { useSyncExternalStore } from "react";
import type { Theme } from "./colour";

function subscribe(onChange: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", onChange);
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", onChange);
    observer.disconnect();
  };
}

function current(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The theme in force: `data-theme` on <html>, else the system's preference. "light" while rendering on the server. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current, () => "light");
}
