"use client";

import { useEffect, useLayoutEffect, useMemo, useRef, type ReactElement } from "react";
import { useTheme } from "../theme";
import type { StripItem } from "./strip-items";
import { StripLine } from "./strip-line";
import type { StripScale } from "./strip-scale";
import styles from "./token-strip.module.css";

export interface TokenStripProps {
  label: string;
  lines: readonly (readonly StripItem[])[];
  /** T */
  total: number;
  promptTokens: number;
  showPrompt: boolean;
  forced: ReadonlySet<number>;
  valueOf: (item: StripItem) => number | null;
  scale: StripScale;
  locked: number | null;
  preview: number | null;
  onPreview: (position: number | null) => void;
  /** Null unlocks. */
  onLock: (position: number | null, how: "click" | "key") => void;
  /** Text is still being written. */
  growing?: boolean;
}

/** Controls that use the arrow keys themselves. */
const ownsArrows = "input, textarea, select, [contenteditable], [role=slider], [role=tab], [role=menu], [role=dialog], [role=grid], [role=img], [role=application], [role=radio], [role=toolbar], [role=combobox]";

const within = (items: readonly StripItem[], position: number | null): number | null =>
  position !== null && items.length > 0 && position >= (items[0]?.first ?? 0) && position <= (items.at(-1)?.last ?? -1) ? position : null;

/** Where a key moves the lock: an item, null to unlock, undefined when the key is not for the strip. */
export function keyTarget(items: readonly StripItem[], locked: number | null, key: string): StripItem | null | undefined {
  const at = locked === null ? -1 : items.findIndex((item) => item.first <= locked && locked <= item.last);
  if (key === "Escape") return locked === null ? undefined : null;
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (key === "ArrowRight") return items[Math.min(items.length - 1, at + 1)];
  if (key === "ArrowLeft") return at < 0 ? items.at(-1) : items[Math.max(0, at - 1)];
  return undefined;
}

/**
 * The text as chips, coloured by a value: prompt tokens carry their colour as a line below, written ones are filled. Hover
 * previews, click locks; ← → Home End move the lock and Escape frees it, from anywhere on the page that has no use for
 * these keys itself. Lines out of sight are not laid out.
 */
export function TokenStrip({ lines, showPrompt, locked, preview, onPreview, onLock, growing = false, ...shared }: TokenStripProps): ReactElement {
  const theme = useTheme();
  const root = useRef<HTMLDivElement>(null);
  const shownLines = useMemo(
    () =>
      showPrompt
        ? lines
        : lines.map((line) => line.filter((item) => item.last >= shared.promptTokens)).filter((line) => line.length > 0),
    [lines, showPrompt, shared.promptTokens],
  );
  const items = useMemo(() => shownLines.flat(), [shownLines]);
  const tabStop = items.some((item) => locked !== null && item.first <= locked && locked <= item.last) ? locked : (items[0]?.first ?? null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const target = event.target instanceof Element ? event.target : null;
      const inside = target !== null && root.current?.contains(target) === true;
      if (!inside && target?.closest(ownsArrows)) return;
      if (!inside && (event.key === "Home" || event.key === "End")) return; // they scroll the page
      if (inside && (event.key === "Enter" || event.key === " ") && target instanceof HTMLElement) {
        event.preventDefault();
        onLock(Number(target.dataset["position"]), "click");
        return;
      }
      const next = keyTarget(items, locked, event.key);
      if (next === undefined) return;
      event.preventDefault();
      onLock(next?.first ?? null, "key");
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [items, locked, onLock]);

  useLayoutEffect(() => {
    const box = root.current;
    const chip = locked === null ? null : box?.querySelector<HTMLElement>(`[data-position="${items.find((item) => item.first <= locked && locked <= item.last)?.first ?? -1}"]`);
    if (!box || !chip) return;
    if (box.contains(document.activeElement)) chip.focus({ preventScroll: true });
    // Only the strip scrolls, never the page.
    const { top, bottom } = chip.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (top < frame.top + 8) box.scrollTop += top - frame.top - 24;
    else if (bottom > frame.bottom - 8) box.scrollTop += bottom - frame.bottom + 24;
  }, [locked, items]);

  useLayoutEffect(() => {
    if (growing && root.current) root.current.scrollTop = root.current.scrollHeight;
  }, [growing, items]);

  const positionOf = (target: EventTarget): number | null => {
    const chip = target instanceof Element ? target.closest<HTMLElement>("[data-position]") : null;
    return chip ? Number(chip.dataset["position"]) : null;
  };

  return (
    <div
      ref={root}
      role="listbox"
      aria-label={shared.label}
      aria-orientation="horizontal"
      className={styles.strip}
      data-figure-clip
      onPointerOver={(event) => {
        if (event.pointerType !== "touch") onPreview(positionOf(event.target));
      }}
      onPointerLeave={() => onPreview(null)}
      onClick={(event) => {
        const position = positionOf(event.target);
        if (position !== null) onLock(position, "click");
      }}
    >
      {shownLines.map((line, index) => (
        <StripLine
          key={line[0]?.first ?? 0}
          items={line}
          total={shared.total}
          promptTokens={shared.promptTokens}
          forced={shared.forced}
          valueOf={shared.valueOf}
          scale={shared.scale}
          theme={theme}
          locked={within(line, locked)}
          preview={within(line, preview)}
          tabStop={within(line, tabStop)}
          growing={growing && index === shownLines.length - 1}
        />
      ))}
    </div>
  );
}
