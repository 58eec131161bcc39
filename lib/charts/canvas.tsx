"use client";

import { useLayoutEffect, useRef, useSyncExternalStore, type ReactElement } from "react";

/** Draws in CSS pixels on a transparent canvas. Must be stable (memoised): a new function means a new picture. */
export type Painter = (context: CanvasRenderingContext2D, width: number, height: number) => void;

const painters = new WeakMap<HTMLCanvasElement, { paint: Painter; width: number; height: number }>();

/** The picture of a chart canvas again at `scale` pixels per CSS pixel, for files. Null for a canvas that is not a chart's. */
export function repaint(canvas: HTMLCanvasElement, scale: number): HTMLCanvasElement | null {
  const entry = painters.get(canvas);
  if (!entry) return null;
  const copy = document.createElement("canvas");
  fill(copy, entry.width, entry.height, scale, entry.paint);
  return copy;
}

function fill(canvas: HTMLCanvasElement, width: number, height: number, scale: number, paint: Painter): void {
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  paint(context, width, height);
}

function subscribeToRatio(onChange: () => void): () => void {
  const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** A canvas at the screen's own resolution. What it shows is told by the chart around it, so it is hidden from screen readers. */
export function Canvas({ width, height, paint, className }: { width: number; height: number; paint: Painter; className?: string | undefined }): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  const ratio = useSyncExternalStore(subscribeToRatio, () => window.devicePixelRatio, () => 1);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    fill(canvas, width, height, ratio, paint);
    painters.set(canvas, { paint, width, height });
  }, [width, height, paint, ratio]);
  return <canvas ref={ref} data-figure="canvas" aria-hidden="true" className={className} style={{ width, height, display: "block" }} />;
}
