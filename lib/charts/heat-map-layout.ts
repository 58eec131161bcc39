import type { GridFrame } from "./grid-surface";

export interface HeatMapShape {
  /** Space that is there, in CSS pixels. */
  width: number;
  rows: number;
  columns: number;
  /** Longest label of each axis, in characters. */
  rowCharacters: number;
  columnCharacters: number;
  /** Column labels slanted below the plot (words), or upright above it (short numbers). */
  slanted: boolean;
  /** Cells as high as wide (maps of tokens against tokens). */
  square: boolean;
  /** Of the plot. */
  maxHeight: number;
}

/** How far a map can be zoomed in until a cell has the size of a label; 1 where that is not worth a control. */
export function zoomLimit({ cellWidth, cellHeight }: GridFrame): number {
  const most = ZOOMED_CELL / Math.min(cellWidth, cellHeight);
  return most > 1.7 ? most : 1;
}

const ZOOMED_CELL = 26;

/** Advance of a character of the token face at its chart size (10.5 px, 0.6 em). */
export const CHARACTER = 6.3;
/** Labels longer than this are cut. */
export const LABEL_CHARACTERS = 11;
const MAX_CELL = { square: 34, width: 52, height: 22 };
const MIN_CELL_HEIGHT = 6;

/** Margins from the labels, then cells as large as the space allows. Pure: `choice ?? fit(data, size)` starts here. */
export function heatMapFrame(shape: HeatMapShape): GridFrame {
  const { rows, columns, square, slanted } = shape;
  const rowSpace = Math.min(LABEL_CHARACTERS, shape.rowCharacters) * CHARACTER;
  const columnSpace = Math.min(LABEL_CHARACTERS, shape.columnCharacters) * CHARACTER;
  const left = Math.ceil(Math.max(rowSpace, slanted ? columnSpace * 0.5 : 0)) + 10;
  // Room for axis titles, and for the zoom control above short labels.
  const top = slanted ? 26 : 48;
  const bottom = slanted ? Math.ceil(columnSpace * Math.SQRT1_2) + 34 : 4;
  const room = Math.max(60, shape.width - left - 6);
  if (square) {
    const cell = Math.min(room / columns, shape.maxHeight / rows, MAX_CELL.square);
    const plotWidth = cell * columns;
    const plotHeight = cell * rows;
    return { width: shape.width, height: top + plotHeight + bottom, left, top, plotWidth, plotHeight, cellWidth: cell, cellHeight: cell, gap: cell >= 9 ? 1 : 0 };
  }
  const cellWidth = Math.min(room / columns, MAX_CELL.width);
  const cellHeight = Math.max(MIN_CELL_HEIGHT, Math.min(shape.maxHeight / rows, MAX_CELL.height));
  const plotWidth = cellWidth * columns;
  const plotHeight = cellHeight * rows;
  return { width: shape.width, height: top + plotHeight + bottom, left, top, plotWidth, plotHeight, cellWidth, cellHeight, gap: cellWidth >= 7 && cellHeight >= 7 ? 1 : 0 };
}

/** A label cut to what an axis has room for; the full text is in the tooltip. */
export function cutLabel(text: string): string {
  const characters = [...text];
  return characters.length > LABEL_CHARACTERS ? `${characters.slice(0, LABEL_CHARACTERS - 1).join("")}…` : text;
}
