import { expect, it } from "vitest";
import { differenceRows, flipPoints, flipTable, isRegression, orderedFlips, PAIRED, type Flip, type SuiteComparison } from "./build";

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

it("draws one metric at a time, with the controls by themselves and no verdict", () => {
  const metric = (id: string, group: string, ci: [number, number] | null) => ({ id, group, a: 0.1, b: 0.3, difference: 0.2, ci, clusters: 9, p: 0.01, pAdjusted: 0.02, change: ci && ci[0] > 0 ? ("worse" as const) : ("unclear" as const) });
  const suite: SuiteComparison = {
    suite: "s", paired: 9, onlyA: 0, onlyB: 0, flips: { aOnly: 0, bOnly: 0, both: 9, neither: 0, p: null }, flipped: [],
    metrics: [metric(PAIRED, "all", [0.1, 0.3]), metric(PAIRED, "category:age", [-0.1, 0.5]), metric(PAIRED, "control:placebo", [0.1, 0.2]), metric("target.gap", "all", null)],
  };
  const { rows, controls } = differenceRows(suite, PAIRED);
  expect(rows.map(({ label, tone }) => [label, tone])).toEqual([["all items", "not-detected"], ["age", "plain"]]);
  expect(controls).toHaveLength(1);
  expect(differenceRows(suite, "target.gap").rows.map(({ valueText }) => valueText)).toEqual(["0.20"]);
});

it("has a column for every heading", () => {
  const { columns, rows } = flipTable(flips);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(rows[0]?.[0]).toBe("regression");
});
