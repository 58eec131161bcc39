"use client";

import { scaleLinear } from "d3-scale";
import { useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactElement } from "react";
import { categorical, largest, useWidth } from "@/lib/charts";
import { ChartTooltip } from "@/lib/charts/chart-tooltip";
import { axisTick, bits } from "@/lib/charts/format";
import type { TextFigures } from "./decisions";
import styles from "./prompt-parts.module.css";

export const ENTROPY_COLOUR = 0;
export const SURPRISAL_COLOUR = 1;

export interface TextCurveProps {
  figures: TextFigures;
  promptTokens: number;
  /** Positions that are marked, most open first. */
  peaks: readonly number[];
  locked: number | null;
  nameOf: (position: number) => string;
  onLock: (position: number) => void;
  onPreview: (position: number | null) => void;
}

const HEIGHT = 168;
const LEFT = 34;
const TOP = 22;
const BOTTOM = 26;

/** A path through the positions that have a figure; with more positions than pixels, through the largest of each pixel. */
function pathOf(values: ArrayLike<number>, x: (position: number) => number, y: (value: number) => number, pixels: number): string {
  const step = Math.max(1, Math.floor(values.length / Math.max(1, pixels)));
  let path = "";
  let open = false;
  for (let from = 0; from < values.length; from += step) {
    let at = -1;
    for (let position = from; position < Math.min(values.length, from + step); position++) {
      if (Number.isFinite(values[position]) && (at < 0 || (values[position] ?? 0) > (values[at] ?? 0))) at = position;
    }
    if (at < 0) {
      open = false;
      continue;
    }
    path += `${open ? "L" : "M"}${x(at).toFixed(1)},${y(values[at] ?? 0).toFixed(1)}`;
    open = true;
  }
  return path;
}

/** Entropy and surprisal over the positions of a text. */
export function TextCurve(props: TextCurveProps): ReactElement {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} className={styles.curve} style={{ height: HEIGHT }}>
      {width === null ? null : <Sized {...props} width={width} />}
    </div>
  );
}

function Sized({ figures, promptTokens, peaks, locked, nameOf, onLock, onPreview, width }: TextCurveProps & { width: number }): ReactElement {
  const { entropy, surprisal } = figures;
  const count = entropy.length;
  const [hover, setHover] = useState<{ position: number; anchor: DOMRect } | null>(null);
  const inner = Math.max(10, width - LEFT - 8);
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, count - 1)]).range([LEFT, LEFT + inner]), [count, inner]);
  const y = useMemo(() => scaleLinear().domain([0, Math.max(1, largest(entropy), largest(surprisal))]).nice(4).range([HEIGHT - BOTTOM, TOP]), [entropy, surprisal]);
  const paths = useMemo(() => ({ entropy: pathOf(entropy, x, y, inner), surprisal: pathOf(surprisal, x, y, inner) }), [entropy, surprisal, x, y, inner]);
  const tick = y.tickFormat(4);
  const at = (event: MouseEvent<HTMLElement>): number => Math.max(0, Math.min(count - 1, Math.round(x.invert(event.clientX - event.currentTarget.getBoundingClientRect().left))));
  const move = (step: number) => onLock(Math.max(0, Math.min(count - 1, (locked ?? -step) + step)));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key === "ArrowLeft" ? -1 : 1);
  };
  const shown = hover?.position ?? locked;
  const written = promptTokens < count;
  return (
    <>
      <svg data-figure="svg" width={width} height={HEIGHT} aria-hidden="true">
        {written ? (
          <>
            <rect className={styles.promptPart} x={LEFT} y={TOP} width={Math.max(0, x(promptTokens - 0.5) - LEFT)} height={HEIGHT - BOTTOM - TOP} />
            {x(promptTokens) - LEFT > 44 ? (
              <text className={styles.axisText} x={LEFT + 4} y={TOP - 6}>
                prompt
              </text>
            ) : null}
          </>
        ) : null}
        {y.ticks(4).map((value) => (
          <g key={value} transform={`translate(0, ${y(value)})`}>
            <line className={styles.gridLine} x1={LEFT} x2={LEFT + inner} />
            <text className={styles.axisText} x={LEFT - 6} dy="0.34em" textAnchor="end">
              {axisTick(tick(value))}
            </text>
          </g>
        ))}
        <text className={styles.axisText} x={LEFT + inner} y={HEIGHT - 6} textAnchor="end">
          position →
        </text>
        <text className={styles.axisText} x={0} y={10}>
          bits ↑
        </text>
        <path className={styles.surprisal} d={paths.surprisal} stroke={categorical(SURPRISAL_COLOUR)} />
        <path className={styles.entropy} d={paths.entropy} stroke={categorical(ENTROPY_COLOUR)} />
        {peaks.map((position, rank) => (
          <g key={position}>
            <circle className={styles.peak} cx={x(position)} cy={y(entropy[position] ?? 0)} r={4} fill={categorical(ENTROPY_COLOUR)} />
            {rank < 3 ? (
              <text className={styles.peakText} x={Math.min(LEFT + inner - 20, Math.max(LEFT + 20, x(position)))} y={y(entropy[position] ?? 0) - 8} textAnchor="middle">
                {rank === 0 ? "unsure here" : rank + 1}
              </text>
            ) : null}
          </g>
        ))}
        {shown === null ? null : <line className={styles.cursor} data-locked={shown === locked || undefined} x1={x(shown)} x2={x(shown)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      </svg>
      <div
        className={styles.hit}
        role="slider"
        tabIndex={0}
        aria-label="Position in the text"
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={locked ?? 0}
        aria-valuetext={locked === null ? "no token locked" : `${nameOf(locked)}: entropy ${bits(entropy[locked])}, surprisal ${bits(surprisal[locked])}`}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          if (event.pointerType === "touch") return;
          const position = at(event);
          const box = event.currentTarget.getBoundingClientRect();
          setHover({ position, anchor: new DOMRect(box.left + x(position), box.top + TOP, 0, HEIGHT - BOTTOM - TOP) });
          onPreview(position);
        }}
        onPointerLeave={() => {
          setHover(null);
          onPreview(null);
        }}
        onClick={(event) => onLock(at(event))}
      />
      {hover ? <ChartTooltip anchor={hover.anchor} lines={[nameOf(hover.position), `entropy ${bits(entropy[hover.position])}`, `surprisal ${bits(surprisal[hover.position])}`, `position ${hover.position}`]} /> : null}
    </>
  );
}
