import { pixelTable } from "./colour";
import type { ValueScale } from "./value-scale";

/** Column, row and size in cells of one block of values within the image. */
export interface ImageSize {
  columns: number;
  rows: number;
}

/**
 * Colours `values` (rows × columns, row-major) into 32-bit pixels, one per cell; NaN stays transparent. Pure, so that it runs
 * in tests; O(cells) with one table look-up each.
 */
export function colourCells(values: ArrayLike<number>, { columns, rows }: ImageSize, scale: ValueScale): Uint32Array {
  const table = pixelTable(scale.ramp);
  const pixels = new Uint32Array(columns * rows);
  for (let i = 0; i < pixels.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value)) pixels[i] = table[Math.round(scale.position(value) * 255)] ?? 0;
  }
  return pixels;
}

/** The pixels as something that a canvas can draw, scaled. Browser only. */
export function toImage(pixels: Uint32Array, { columns, rows }: ImageSize): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const context = canvas.getContext("2d");
  if (context && columns > 0 && rows > 0) {
    const data = context.createImageData(columns, rows);
    new Uint32Array(data.data.buffer).set(pixels);
    context.putImageData(data, 0, 0);
  }
  return canvas;
}
