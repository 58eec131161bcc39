"use client";

import { memo, type CSSProperties, type ReactElement } from "react";
import type { Theme } from "../colour";
import { itemLabel, markParts } from "./item-text";
import { chipColour } from "./palette";
import type { StripItem } from "./strip-items";
import type { StripScale } from "./strip-scale";
import styles from "./token-strip.module.css";

export interface StripLineProps {
  items: readonly StripItem[];
  total: number;
  promptTokens: number;
  /** Positions whose token was forced by a branch. */
  forced: ReadonlySet<number>;
  /** Stable while nothing changes: a line is drawn again only when one of its props changes. */
  valueOf: (item: StripItem) => number | null;
  scale: StripScale;
  theme: Theme;
  /** Null where the position lies in another line. */
  locked: number | null;
  preview: number | null;
  tabStop: number | null;
  /** The last item of the text, while the text grows. */
  growing: boolean;
}

const holds = (item: StripItem, position: number | null): boolean => position !== null && item.first <= position && position <= item.last;

/** A mark may be broken before; a run of text may not. Text nodes only: tokens are hostile text. */
function ItemText({ shown }: { shown: string }): ReactElement {
  return (
    <>
      {markParts(shown).map(({ text, mark }, i) =>
        mark ? (
          <span key={i} className={styles.mark}>
            {i > 0 ? <wbr /> : null}
            {text}
          </span>
        ) : (
          <bdi key={i}>{text}</bdi>
        ),
      )}
    </>
  );
}

function Item({ item, ...line }: { item: StripItem } & Omit<StripLineProps, "items">): ReactElement {
  const value = line.valueOf(item);
  const prompt = item.first < line.promptTokens;
  const colour = value === null ? null : chipColour(line.scale.position(value), line.theme);
  const isLocked = holds(item, line.locked);
  const style: CSSProperties & Record<`--${string}`, string> = colour ? { "--fill": colour.fill, "--on-fill": colour.text } : {};
  return (
    <span
      role="option"
      aria-selected={isLocked}
      aria-label={itemLabel(item, { prompt, total: line.total, figure: value === null ? "not measured" : `${line.scale.title} ${line.scale.format(value)}` })}
      tabIndex={holds(item, line.tabStop) ? 0 : -1}
      data-position={item.first}
      data-part={prompt ? "prompt" : "written"}
      data-measured={colour ? undefined : "no"}
      data-special={item.special || undefined}
      data-forced={line.forced.has(item.first) || undefined}
      data-think={item.think ?? undefined}
      data-preview={holds(item, line.preview) || undefined}
      data-run={item.run ? (item.run.place === 0 ? "first" : item.run.place === item.run.size - 1 ? "last" : "inside") : undefined}
      data-figure="chip"
      className={styles.item}
      style={style}
    >
      {item.run ? null : <ItemText shown={item.shown} />}
    </span>
  );
}

export const StripLine = memo(function StripLine({ items, ...line }: StripLineProps): ReactElement {
  const drawn: ReactElement[] = [];
  for (let i = 0; i < items.length; ) {
    const item = items[i];
    if (!item) break;
    if (item.first === line.promptTokens && item.first > 0) {
      drawn.push(<span key="boundary" className={styles.boundary} aria-hidden="true" data-figure="chip" />);
    }
    const size = item.run?.size ?? 1;
    if (item.run) {
      drawn.push(
        <span key={item.first} className={styles.run} role="presentation">
          <span className={styles.runText} aria-hidden="true" data-figure="chip">
            <ItemText shown={item.shown} />
          </span>
          {items.slice(i, i + size).map((part) => (
            <Item key={part.first} item={part} {...line} />
          ))}
        </span>,
      );
    } else drawn.push(<Item key={item.first} item={item} {...line} />);
    drawn.push(<wbr key={`${item.first}-break`} />);
    i += size;
  }
  return (
    <div className={styles.line} role="presentation">
      {drawn}
      {line.growing ? <span className={styles.caret} aria-hidden="true" /> : null}
    </div>
  );
});
