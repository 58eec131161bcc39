import type { DisplayTokens } from "@/lib/domain/display-tokens";
import { textUnits, type TextUnitKind } from "@/lib/domain/text-units";

/** One thing in the strip that can be locked: a token, or the tokens of a word or sentence. */
export interface StripItem {
  /** Token positions, both included. */
  first: number;
  last: number;
  /** What is drawn; empty for the later tokens of a run. */
  shown: string;
  /** For screen readers, and for copying: the exact text. */
  raw: string;
  special: boolean;
  /** Tokens that share a character are drawn as one run of `size`; this is the `place`-th of them, from 0. */
  run: { place: number; size: number } | null;
  /** Lies in a <think> span; "start" and "end" carry the bracket, "only" both. */
  think: "start" | "inside" | "end" | "only" | null;
}

/** Long texts without line breaks are cut into lines of this many items, so that what is out of sight need not be laid out. */
const LONGEST_LINE = 400;

/** The strip's items, in lines: a line ends after a line break of the text. O(tokens). */
export function stripLines(display: DisplayTokens, kind: TextUnitKind): StripItem[][] {
  const lines: StripItem[][] = [[]];
  const thinkAt = thinkMarks(display);
  for (const { first, last } of textUnits(display, kind)) {
    const line = lines.at(-1) ?? [];
    const glyphs = display.glyphs.slice(display.tokens[first]?.glyph ?? 0, (display.tokens[last]?.glyph ?? 0) + 1);
    const shown = glyphs.map((glyph) => glyph.shown).join("");
    const raw = glyphs.map((glyph) => glyph.raw).join("");
    const special = display.tokens[first]?.special === true;
    if (kind === "token" && last > first) {
      const size = last - first + 1;
      for (let place = 0; place < size; place++) {
        const position = first + place;
        line.push({ first: position, last: position, shown: place === 0 ? shown : "", raw, special, run: { place, size }, think: thinkAt(position, position) });
      }
    } else line.push({ first, last, shown, raw, special, run: null, think: thinkAt(first, last) });
    if (raw.endsWith("\n") || line.length >= LONGEST_LINE) lines.push([]);
  }
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

/** Where an item stands in the <think> spans; items are asked for in order. */
function thinkMarks(display: DisplayTokens): (first: number, last: number) => StripItem["think"] {
  const spans = display.think;
  let next = 0;
  return (first, last) => {
    while ((spans[next]?.last ?? Infinity) < first) next++;
    const span = spans[next];
    if (!span || span.first > last) return null;
    const starts = span.first >= first;
    const ends = span.last <= last && span.closed;
    return starts && ends ? "only" : starts ? "start" : ends ? "end" : "inside";
  };
}
