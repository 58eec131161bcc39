import { expect, test } from "vitest";
import { poolMap } from "./pooling";

test("a short text is kept cell by cell, with key 0 apart", () => {
  const pooled = poolMap([1, 0, 0, 0.25, 0.75, 0, 0.5, 0.125, 0.375], 3, 64);
  expect(pooled.size).toBe(3);
  expect([...pooled.first]).toEqual([1, 0.25, 0.5]);
  expect([...pooled.cells]).toEqual([0, 0, 0, 0, 0.75, 0, 0, 0.125, 0.375]);
});

test("a long text keeps the largest weight of each cell", () => {
  const map = new Float32Array(16);
  map.set([0.1, 0.2, 0.3, 0.4], 12); // row 3
  map.set([0.6, 0.15, 0.25], 8); // row 2
  const pooled = poolMap(map, 4, 2);
  expect(pooled.size).toBe(2);
  expect(pooled.first[1]).toBeCloseTo(0.6, 6);
  expect(pooled.cells[2]).toBeCloseTo(0.2, 6); // keys 1 (key 0 is apart) of queries 2 and 3
  expect(pooled.cells[3]).toBeCloseTo(0.4, 6);
});

test("weights above the diagonal are never read", () => {
  expect(Math.max(...poolMap([0, 9, 0, 0], 2, 2).cells)).toBe(0);
});
