"use client";

import { useCallback, useState, type RefCallback } from "react";

/**
 * Width in CSS pixels of the element that the returned ref is put on; null until it has been laid out. Rounded down, so that
 * a chart as wide as its box never makes the box scroll.
 */
export function useWidth<Element extends HTMLElement>(): [RefCallback<Element>, number | null] {
  const [width, setWidth] = useState<number | null>(null);
  const ref = useCallback((element: Element | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
