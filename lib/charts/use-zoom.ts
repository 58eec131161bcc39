"use client";

import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";
import { useCallback, useRef, useState, type RefCallback } from "react";
import type { GridView } from "./cells";

export interface Zoom {
  ref: RefCallback<HTMLDivElement>;
  view: GridView;
  by: (factor: number) => void;
  reset: () => void;
  /** Moves a point of the whole plot into the middle when it is out of sight. */
  reveal: (x: number, y: number) => void;
}

const whole: GridView = { scale: 1, x: 0, y: 0 };

/**
 * Zoom and pan of a plot of this size, from 1 to `most`. Ctrl or ⌘ with the wheel, a pinch, or buttons zoom; dragging pans once
 * zoomed in. The wheel alone, and one finger, are left to the page. d3-zoom touches the one element that the ref is put on.
 */
export function useZoom(width: number, height: number, most: number): Zoom {
  const [view, setView] = useState<GridView>(whole);
  const attached = useRef<{ element: HTMLDivElement; behaviour: ZoomBehavior<HTMLDivElement, unknown> } | null>(null);

  const ref = useCallback(
    (element: HTMLDivElement | null) => {
      if (!element || most <= 1) return;
      let scale = 1;
      const behaviour = zoom<HTMLDivElement, unknown>()
        .scaleExtent([1, most])
        .extent([
          [0, 0],
          [width, height],
        ])
        .translateExtent([
          [0, 0],
          [width, height],
        ])
        .filter((event: Event) => {
          if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey;
          if (typeof TouchEvent !== "undefined" && event instanceof TouchEvent) return event.touches.length > 1 || scale > 1;
          return scale > 1;
        })
        .on("zoom", ({ transform }: D3ZoomEvent<HTMLDivElement, unknown>) => {
          scale = transform.k;
          setView({ scale: transform.k, x: transform.x, y: transform.y });
        });
      const selection = select(element);
      selection.call(behaviour).on("dblclick.zoom", null);
      attached.current = { element, behaviour };
      return () => {
        selection.on(".zoom", null);
        attached.current = null;
        setView(whole);
      };
    },
    [width, height, most],
  );

  const by = (factor: number) => {
    const target = attached.current;
    if (target) target.behaviour.scaleBy(select(target.element), factor);
  };
  const reset = () => {
    const target = attached.current;
    if (target) target.behaviour.transform(select(target.element), zoomIdentity);
  };
  const reveal = (x: number, y: number) => {
    const target = attached.current;
    const place = { x: view.x + x * view.scale, y: view.y + y * view.scale };
    const inSight = place.x >= 0 && place.x <= width && place.y >= 0 && place.y <= height;
    if (target && !inSight) target.behaviour.translateTo(select(target.element), x, y);
  };
  return { ref, view, by, reset, reveal };
}
