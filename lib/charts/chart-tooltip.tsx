"use client";

import { useLayoutEffect, useRef, type ReactElement } from "react";
import { createPortal } from "react-dom";
import styles from "./chart.module.css";

export interface ChartTooltipProps {
  /** What it points at, in client coordinates. */
  anchor: { left: number; top: number; width: number; height: number };
  /** The first line is set strong. */
  lines: readonly string[];
}

const GAP = 8;

/** Words beside what is under the pointer. Never the only place of anything: the same is announced and is in the table. */
export function ChartTooltip({ anchor, lines }: ChartTooltipProps): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const { width, height } = box.getBoundingClientRect();
    const above = anchor.top - height - GAP;
    const top = above >= GAP ? above : anchor.top + anchor.height + GAP;
    const centred = anchor.left + anchor.width / 2 - width / 2;
    box.style.top = `${top}px`;
    box.style.left = `${Math.min(window.innerWidth - width - GAP, Math.max(GAP, centred))}px`;
  });
  return createPortal(
    <div ref={ref} className={styles.tooltip} aria-hidden="true">
      {lines.map((line, index) => (index === 0 ? <strong key={index}>{line}</strong> : <div key={index}>{line}</div>))}
    </div>,
    document.body,
  );
}
