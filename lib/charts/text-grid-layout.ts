import type { Cell } from "./cells";
import type { GridFrame } from "./grid-surface";
import { CHARACTER, LABEL_CHARACTERS } from "./heat-map-layout";

export interface TextGridShape {
  /** Space that is there, in CSS pixels. */
  width: number;
  rows: number;
  columns: number;
  /** Longest label below a column, in characters. */
  columnCharacters: number;
  /** Cells wide enough for text, or as many as fit. */
  cells: "text" | "small";
}

const LEFT = 46;
const RIGHT = 8;
const TOP = 26;
const TEXT_CELL = { least: 62, most: 104, height: 22 };
const SMALL_CELL = { least: 5, most: 26, height: 14 };

/** Rows in sight, columns as wide as asked for; what is wider than the space scrolls. Pure. */
export function textGridFrame({ width, rows, columns, columnCharacters, cells }: TextGridShape): GridFrame {
  const room = Math.max(60, width - LEFT - RIGHT);
  const size = cells === "text" ? TEXT_CELL : SMALL_CELL;
  const cellWidth = Math.min(size.most, Math.max(size.least, Math.floor(room / Math.max(1, columns))));
  const plotWidth = Math.min(room, cellWidth * columns);
  const plotHeight = rows * size.height;
  const bottom = Math.ceil(Math.min(LABEL_CHARACTERS, columnCharacters) * CHARACTER * Math.SQRT1_2) + 36;
  return { width, height: TOP + plotHeight + bottom, left: LEFT, top: TOP, plotWidth, plotHeight, cellWidth, cellHeight: size.height, gap: cellWidth >= 7 ? 1 : 0 };
}

/** First and last column of which something is in sight. */
export function columnsInSight({ cellWidth, plotWidth }: GridFrame, columns: number, scrolled: number): [number, number] {
  return [Math.max(0, Math.floor(scrolled / cellWidth)), Math.min(columns - 1, Math.floor((scrolled + plotWidth) / cellWidth))];
}

/** Where to scroll so that a cell is in sight, in the middle if it was not; null where it is. */
export function scrollTo({ column }: Cell, { cellWidth, plotWidth }: GridFrame, scrolled: number): number | null {
  const left = column * cellWidth;
  if (left >= scrolled && left + cellWidth <= scrolled + plotWidth) return null;
  return Math.max(0, left - (plotWidth - cellWidth) / 2);
}

/** Text as it fits into a cell of the token face. */
export function fitText(text: string, cellWidth: number): string {
  const room = Math.floor((cellWidth - 8) / CHARACTER);
  const characters = [...text];
  if (characters.length <= room) return text;
  return room < 2 ? "" : `${characters.slice(0, room - 1).join("")}…`;
}
