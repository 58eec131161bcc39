import type { ChartTable, ShadedPiece } from "@/lib/charts";
import { textBetween, type DisplayTokens } from "@/lib/domain/display-tokens";
import type { TextUnit } from "@/lib/domain/text-units";

/** A piece of the text as it is drawn: a part, or a token that belongs to none. */
export interface Place extends TextUnit {
  /** Index of the part; null for what is not taken out. */
  part: number | null;
}

/** The whole text in order: the parts, and what lies between and behind them token by token. */
export function placesOf(display: DisplayTokens, parts: readonly TextUnit[]): Place[] {
  const places: Place[] = [];
  let next = 0;
  for (let position = 0; position < display.tokens.length; ) {
    while ((parts[next]?.first ?? Infinity) < position) next++;
    const part = parts[next];
    if (part?.first === position) {
      places.push({ ...part, part: next });
      position = part.last + 1;
    } else {
      places.push({ first: position, last: position, part: null });
      position++;
    }
  }
  return places;
}

export const shownBetween = (display: DisplayTokens, { first, last }: TextUnit): string => {
  let text = "";
  for (let position = first; position <= last; position++) text += display.tokens[position]?.shown ?? "";
  return text;
};

/** A part's name: its text in quotation marks, shortened in its middle. */
export function partName(display: DisplayTokens, part: TextUnit, longest = 48): string {
  const characters = [...shownBetween(display, part)];
  if (characters.length <= longest) return `“${characters.join("")}”`;
  const half = Math.floor((longest - 1) / 2);
  return `“${characters.slice(0, half).join("")}…${characters.slice(-half).join("")}”`;
}

/** `values`: one a part, null where not measured. */
export function shadedPieces(display: DisplayTokens, places: readonly Place[], values: readonly (number | null)[], linesOf: (place: Place) => readonly string[]): ShadedPiece[] {
  return places.map((place) => ({
    text: shownBetween(display, place) || "⋯",
    value: place.part === null ? null : (values[place.part] ?? null),
    breaks: textBetween(display, place.first, place.last).endsWith("\n"),
    lines: linesOf(place),
  }));
}

/** The parts with the strongest values, strongest first, by size; those not measured left out. */
export function strongest(values: readonly (number | null)[], count: number): number[] {
  return values
    .flatMap((value, part) => (value === null ? [] : [{ part, size: Math.abs(value) }]))
    .sort((a, b) => b.size - a.size || a.part - b.part)
    .slice(0, count)
    .map(({ part }) => part);
}

/** What every part counts in several columns. */
export function partsTable(display: DisplayTokens, parts: readonly TextUnit[], columns: readonly { label: string; values: readonly (number | null)[] }[]): ChartTable {
  return {
    columns: [{ label: "first token", numeric: true }, { label: "last token", numeric: true }, { label: "text" }, ...columns.map(({ label }) => ({ label, numeric: true }))],
    rows: parts.map((part, i) => [part.first, part.last, textBetween(display, part.first, part.last), ...columns.map(({ values }) => values[i] ?? null)]),
  };
}
