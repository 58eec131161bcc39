"use client";

import { memo, useMemo, type ReactElement } from "react";
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
  /** On hover: name and exact value. */
  title: string;
}

export interface ShadedTextProps {
  /** What is shaded, read aloud; the figures themselves are in the chart's table. */
  label: string;
  pieces: readonly ShadedPiece[];
  scale: ValueScale;
  /** Outlined: the piece that the values speak of. */
  marked: number | null;
  onSelect: (index: number) => void;
  onPreview: (index: number | null) => void;
}

/** A text with a colour behind each piece: values where the reader reads. */
export function ShadedText({ label, pieces, scale, marked, onSelect, onPreview }: ShadedTextProps): ReactElement {
  const indexOf = (target: EventTarget): number | null => {
    const piece = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
    return piece ? Number(piece.dataset["index"]) : null;
  };
  return (
    <div
      role="img"
      aria-label={label}
      className={styles.text}
      data-figure-scroll=""
      onPointerOver={(event) => {
        if (event.pointerType !== "touch") onPreview(indexOf(event.target));
      }}
      onPointerLeave={() => onPreview(null)}
      onClick={(event) => {
        const index = indexOf(event.target);
        if (index !== null) onSelect(index);
      }}
    >
      {pieces.map((piece, index) => (
        <Piece key={index} index={index} piece={piece} scale={scale} marked={index === marked} />
      ))}
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
      <span data-index={index} data-figure="text" className={styles.piece} data-marked={marked || undefined} data-plain={piece.value === null || undefined} style={style} title={piece.title}>
        {piece.text}
      </span>
      {piece.breaks ? <br /> : <wbr />}
    </>
  );
});
