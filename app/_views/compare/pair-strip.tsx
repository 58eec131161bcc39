"use client";

import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from "react";
import { textOn, type ValueScale } from "@/lib/charts";
import { ChartTooltip, type ChartTooltipProps } from "@/lib/charts/chart-tooltip";
import { classNames } from "@/lib/ui";
import type { StripColumn } from "./columns";
import styles from "./compare.module.css";

export interface PairStripProps {
  label: string;
  columns: readonly StripColumn[];
  /** Of each token, as it is shown. */
  names: { a: readonly string[]; b: readonly string[] };
  /** By pair; null is "not measured". */
  values: readonly (number | null)[];
  /** Whether the tokens of a pair are alike. */
  same: readonly boolean[];
  scale: ValueScale;
  /** Pair that is marked as the first difference. */
  first: number | null;
  locked: number;
  describe: (pair: number) => readonly string[];
  onLock: (pair: number, how: "click" | "key") => void;
}

const NOTHING = "∅";

/** Two texts, one over the other, token by token; ← → Home End move, click locks. */
export function PairStrip({ label, columns, names, values, same, scale, first, locked, describe, onLock }: PairStripProps): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<(Pick<ChartTooltipProps, "anchor"> & { pair: number }) | null>(null);
  const pairs = columns.flatMap(({ pair }) => (pair === null ? [] : [pair]));

  const cellAt = (target: EventTarget): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>("[data-pair]") : null);
  const onPointerOver = (event: PointerEvent) => {
    const cell = event.pointerType === "touch" ? null : cellAt(event.target);
    setHover(cell ? { pair: Number(cell.dataset["pair"]), anchor: cell.getBoundingClientRect() } : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // From where the focus is: the lock arrives through the address, later than a fast hand.
    const at = pairs.indexOf(Number(cellAt(event.target)?.dataset["pair"] ?? locked));
    const to = { ArrowRight: pairs[at + 1], ArrowLeft: pairs[at - 1], Home: pairs[0], End: pairs.at(-1) }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onLock(to, "key");
    root.current?.querySelector<HTMLElement>(`[data-pair="${to}"]`)?.focus();
  };

  return (
    <div ref={root} role="listbox" aria-label={label} aria-orientation="horizontal" className={styles.strip} data-figure-scroll="" onPointerOver={onPointerOver} onPointerLeave={() => setHover(null)} onScroll={() => setHover(null)} onKeyDown={onKeyDown} onClick={(event) => {
      const cell = cellAt(event.target);
      if (cell) onLock(Number(cell.dataset["pair"]), "click");
    }}>
      {columns.map(({ a, b, pair }, index) => {
        const value = pair === null ? null : (values[pair] ?? null);
        const fill = value === null ? null : scale.colour(value);
        const differs = pair === null || same[pair] === false;
        return (
          <div
            key={index}
            className={classNames(styles.column, differs && styles.differs, pair !== null && pair === first && styles.first)}
            {...(pair === null
              ? { role: "presentation" as const }
              : { role: "option" as const, "data-pair": pair, "aria-selected": pair === locked, "aria-label": describe(pair).join(", "), tabIndex: pair === locked ? 0 : -1 })}
          >
            <span className={styles.token} data-figure="text" data-none={a === null || undefined}>
              {a === null ? NOTHING : (names.a[a] ?? "")}
            </span>
            <span className={styles.token} data-figure="text" data-none={b === null || undefined} data-plain={fill === null || undefined} style={fill === null ? undefined : { background: fill, color: textOn(fill) }}>
              {b === null ? NOTHING : (names.b[b] ?? "")}
            </span>
          </div>
        );
      })}
      {hover ? <ChartTooltip anchor={hover.anchor} lines={[...describe(hover.pair)]} /> : null}
    </div>
  );
}
