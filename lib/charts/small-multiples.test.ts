import { expect, test } from "vitest";
import { multiplesFrame, tileMaps } from "./small-multiples";

test("maps lie side by side in one image", () => {
  // Two maps of 2 × 2 in one row.
  expect([...tileMaps([1, 2, 3, 4, 5, 6, 7, 8], 1, 2, 2)]).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
});

test("maps of a column lie below each other", () => {
  expect([...tileMaps([1, 2, 3, 4, 5, 6, 7, 8], 2, 1, 2)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("27 layers of 16 heads fit half of an inspector", () => {
  const frame = multiplesFrame(370, 27, 16);
  expect(frame.width).toBeLessThanOrEqual(370);
  expect(frame.cellWidth).toBeGreaterThanOrEqual(20);
});

test("with too many heads for the width the chart grows wider than its box instead of vanishing", () => {
  expect(multiplesFrame(370, 61, 128).cellWidth).toBe(12);
});
