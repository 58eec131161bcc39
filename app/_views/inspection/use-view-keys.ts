"use client";

import { useEffect } from "react";

/** Controls that use these keys themselves. */
const ownsKeys = "input, textarea, select, [contenteditable], [role=slider], [role=menu], [role=dialog], [role=application], [role=combobox], [role=listbox]";

export interface ViewKeys {
  /** ↑ is −1, ↓ is +1. */
  onLayer: (step: number) => void;
  /** [ is −1, ] is +1: head or expert. */
  onItem: (step: number) => void;
  /** Returns whether there was something to unlock. */
  onEscape: () => boolean;
}

/** Keys that work wherever the page has no other use for them. One Escape undoes one lock: whoever takes it marks it as taken. */
export function useViewKeys({ onLayer, onItem, onEscape }: ViewKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      const inStrip = target?.closest("[role=option][data-position]");
      if (!inStrip && target?.closest(ownsKeys)) return;
      if (event.key === "ArrowUp") onLayer(-1);
      else if (event.key === "ArrowDown") onLayer(1);
      else if (event.key === "[") onItem(-1);
      else if (event.key === "]") onItem(1);
      else if (event.key !== "Escape" || !onEscape()) return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [onLayer, onItem, onEscape]);
}
