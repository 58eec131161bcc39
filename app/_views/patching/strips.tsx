"use client";

import { useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import type { DisplayTokens } from "@/lib/domain/display-tokens";
import { tokenName } from "../inspection/names";
import type { AlignedColumn } from "./columns";
import styles from "./patching.module.css";

export interface StripsProps {
  columns: readonly AlignedColumn[];
  /** Of the source, and of this text. */
  source: DisplayTokens;
  own: DisplayTokens;
  layer: number;
  onDrop: (source: number, position: number) => void;
}

type Row = "a" | "b";

/** Wider texts show their last columns: there they are asked about. */
const MOST = 300;

/** Both texts above each other. A token of the source is dragged onto one of this text; or picked with Enter, moved with the arrows, dropped with Enter. */
export function Strips({ columns, source, own, layer, onDrop }: StripsProps): ReactElement {
  const [picked, setPicked] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [at, setAt] = useState<{ row: Row; column: number } | null>(null);
  const [said, setSaid] = useState("");
  const grid = useRef<HTMLDivElement>(null);
  const shown = columns.slice(-MOST);
  const place = (row: Row, column: number): number | null => shown[column]?.[row] ?? null;
  const start = { row: "a" as const, column: Math.max(0, shown.findIndex(({ a }) => a !== null)) };
  const current = at && place(at.row, at.column) !== null ? at : start;

  const focus = (row: Row, column: number) => {
    setAt({ row, column });
    grid.current?.querySelector<HTMLElement>(`[data-place="${row}${column}"]`)?.focus();
  };
  const pick = (position: number, column: number) => {
    setPicked(position);
    const below = shown[column]?.b ?? null;
    const target = below !== null ? column : shown.findIndex(({ b }) => b !== null);
    setSaid(`Picked ${tokenName(source, position)} of the source at layer ${layer}. Move to a token of this text and press Enter to put it there, Escape to let go.`);
    focus("b", target);
  };
  const drop = (from: number, to: number) => {
    setPicked(null);
    setOver(null);
    setSaid(`Put ${tokenName(source, from)} in the place of ${tokenName(own, to)} at layer ${layer}.`);
    onDrop(from, to);
  };
  /** Follows the pointer to where it lets go; without a way in between it was a click, which picks. */
  const drag = (from: number, pointer: number) => {
    const targetAt = (event: PointerEvent): number | null => {
      const target = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-place^=b]");
      return target && grid.current?.contains(target) ? place("b", Number(target.dataset["place"]?.slice(1))) : null;
    };
    const move = (event: PointerEvent) => {
      if (event.pointerId !== pointer) return;
      const target = targetAt(event);
      setOver(target);
      if (target !== null) setPicked(from);
    };
    const end = (event: PointerEvent) => {
      if (event.pointerId !== pointer) return;
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setOver(null);
      const target = event.type === "pointerup" ? targetAt(event) : null;
      if (target !== null) drop(from, target);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
  const press = (row: Row, column: number) => {
    const position = place(row, column);
    if (position === null) return;
    if (row === "a") {
      if (picked === position) setPicked(null);
      else pick(position, column);
    } else if (picked !== null) drop(picked, position);
    else setSaid("Pick a token of the source first.");
  };
  const onKeyDown = (event: KeyboardEvent, row: Row, column: number) => {
    if (event.key === "Escape" && picked !== null) {
      setPicked(null);
      setSaid("Let go.");
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const other: Row = row === "a" ? "b" : "a";
      if (place(other, column) !== null) focus(other, column);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = event.key === "ArrowLeft" ? -1 : 1;
      let to = column + step;
      while (to >= 0 && to < shown.length && place(row, to) === null) to += step;
      if (place(row, to) !== null) focus(row, to);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const chip = (row: Row, column: number) => {
    const position = place(row, column);
    const { differs = false } = shown[column] ?? {};
    if (position === null) return <span key={`${row}${column}`} className={styles.gap} style={{ gridRow: row === "a" ? 1 : 2, gridColumn: column + 2 }} />;
    const display = row === "a" ? source : own;
    const name = tokenName(display, position);
    return (
      <button
        key={`${row}${column}`}
        type="button"
        className={styles.chip}
        style={{ gridRow: row === "a" ? 1 : 2, gridColumn: column + 2 }}
        data-place={`${row}${column}`}
        data-row={row}
        data-differs={differs || undefined}
        data-picked={(row === "a" && picked === position) || undefined}
        data-over={(row === "b" && over === position) || undefined}
        data-target={(row === "b" && picked !== null) || undefined}
        aria-pressed={row === "a" ? picked === position : undefined}
        aria-label={row === "a" ? `${name}, position ${position} of the source` : `${name}, position ${position} of this text`}
        title={`position ${position}`}
        tabIndex={current.row === row && current.column === column ? 0 : -1}
        onFocus={() => setAt({ row, column })}
        onClick={() => press(row, column)}
        onKeyDown={(event) => onKeyDown(event, row, column)}
        onPointerDown={(event) => {
          if (row === "a" && event.button === 0) drag(position, event.pointerId);
        }}
      >
        {display.tokens[position]?.shown || "⋯"}
      </button>
    );
  };

  return (
    <div className={styles.strips}>
      {columns.length > MOST ? <p className={styles.quiet}>The last {MOST} columns of {columns.length}.</p> : null}
      <div ref={grid} className={styles.grid} role="group" aria-label="The source above this text. Pick a token of the source and put it in the place of one of this text." style={{ gridTemplateColumns: `max-content repeat(${shown.length}, max-content)` }}>
        <span className={styles.rowName} style={{ gridRow: 1, gridColumn: 1 }}>
          source
        </span>
        {shown.map((_, column) => chip("a", column))}
        <span className={styles.rowName} style={{ gridRow: 2, gridColumn: 1 }}>
          this text
        </span>
        {shown.map((_, column) => chip("b", column))}
      </div>
      <p className={styles.said} role="status">
        {said}
      </p>
    </div>
  );
}
