import { expect, it } from "vitest";
import { flipPoints, flipTable, isRegression, orderedFlips, type Flip } from "./build";

const flip = (item: string, a: number, b: number): Flip => ({ item, phrasing: "p", category: "c", direction: b > a ? "worse" : "better", a, b, margin: Math.abs(a), text: item });
const flips = [flip("better", 2, -1), flip("worse", -0.5, 1), flip("much worse", -3, 1)];

it("shows regressions first, the largest margin before the others", () => {
  expect(orderedFlips(flips).map(({ item }) => item)).toEqual(["much worse", "worse", "better"]);
  expect(flips.map(isRegression)).toEqual([false, true, true]);
});

it("gives every flip its point, and none to the padding", () => {
  const { points, columns, at } = flipPoints(flips);
  expect(columns).toBe(2);
  expect(points).toHaveLength(4);
  expect(points.filter(({ x }) => !Number.isNaN(x))).toHaveLength(3);
  expect(at(0, 1)?.item).toBe("much worse");
  expect(at(1, 1)).toBeUndefined();
  expect(points[2]).toMatchObject({ row: 1, column: 0, x: 2, y: -3 });
});

it("has a column for every heading", () => {
  const { columns, rows } = flipTable(flips);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(rows[0]?.[0]).toBe("regression");
});
