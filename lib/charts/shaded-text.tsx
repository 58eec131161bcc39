"use client";

import { memo, useLayoutEffect, useMemo, useRef, useState, type PointerEvent, type ReactElement } from "react";
import { ChartTooltip, type ChartTooltipProps } from "./chart-tooltip";
import { textOn } from "./colour";
import type { ValueScale } from "./value-scale";
import styles from "./shaded-text.module.css";

export interface ShadedPiece {
  /** Visible text. */
  text: string;
  /** Null is drawn plain: there is no value. */
  value: number | null;
  /** A line ends after this piece. */
  breaks: boolean;
  /** About the piece, for the tooltip: its name first, then its exact value. */
  lines: readonly string[];
}

export interface ShadedTextProps {
  /** What is shaded, read aloud; the figures themselves are in the chart's table. */
  label: string;
  pieces: readonly ShadedPiece[];
  scale: ValueScale;
  /** Outlined, and kept in sight: the piece that the page speaks of. */
  marked: number | null;
  onSelect: (index: number) => void;
  onPreview?: (index: number | null) => void;
}

/** A text with a colour behind each piece: values where the reader reads. */
export function ShadedText({ label, pieces, scale, marked, onSelect, onPreview }: ShadedTextProps): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<(Pick<ChartTooltipProps, "anchor"> & { index: number }) | null>(null);

  useLayoutEffect(() => {
    const box = root.current;
    const piece = marked === null ? null : box?.querySelector<HTMLElement>(`[data-index="${marked}"]`);
    // A piece under the pointer is in sight already; scrolling would take it away. Only the text scrolls, never the page.
    if (!box || !piece || box.matches(":hover")) return;
    const { top, bottom } = piece.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (top < frame.top || bottom > frame.bottom) box.scrollTop += top - frame.top - frame.height / 2;
  }, [marked]);

  const pieceAt = (target: EventTarget): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null);
  const onPointerOver = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    const piece = pieceAt(event.target);
    const index = piece ? Number(piece.dataset["index"]) : null;
    setHover(piece && index !== null ? { index, anchor: piece.getBoundingClientRect() } : null);
    onPreview?.(index);
  };
  const lines = hover ? pieces[hover.index]?.lines : undefined;

  return (
    <div
      ref={root}
      role="img"
      aria-label={label}
      className={styles.text}
      data-figure-scroll=""
      onPointerOver={onPointerOver}
      onPointerLeave={() => {
        setHover(null);
        onPreview?.(null);
      }}
      onScroll={() => setHover(null)}
      onClick={(event) => {
        const piece = pieceAt(event.target);
        if (piece) onSelect(Number(piece.dataset["index"]));
      }}
    >
      {pieces.map((piece, index) => (
        <Piece key={index} index={index} piece={piece} scale={scale} marked={index === marked} />
      ))}
      {hover && lines ? <ChartTooltip anchor={hover.anchor} lines={lines} /> : null}
    </div>
  );
}

const Piece = memo(function Piece({ index, piece, scale, marked }: { index: number; piece: ShadedPiece; scale: ValueScale; marked: boolean }): ReactElement {
  const style = useMemo(() => {
    if (piece.value === null) return undefined;
    const fill = scale.colour(piece.value);
    return { background: fill, color: textOn(fill) };
  }, [piece.value, scale]);
  return (
    <>
      <span data-index={index} data-figure="text" className={styles.piece} data-marked={marked || undefined} data-plain={piece.value === null || undefined} style={style}>
        {piece.text}
      </span>
      {piece.breaks ? <br /> : <wbr />}
    </>
  );
});
