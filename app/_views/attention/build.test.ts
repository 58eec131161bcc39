import { expect, test } from "vitest";
import { headMetrics as metricNames } from "@/lib/trace/names";
import { headPoints, headTable, matrixTable, matrixValues, metricOfHeads, metricsOf, tellingHead, thumbnails } from "./build";

const grid = { layers: 2, heads: 2 };
/** (2, 2, 6): metric m of head (l, h) is 0.4·l + 0.2·h + 0.01·m, so that every place is told apart. */
const metrics = Float64Array.from({ length: 24 }, (_, i) => 0.4 * Math.floor(i / 12) + 0.2 * (Math.floor(i / 6) % 2) + 0.01 * (i % 6));

test("a metric is taken from its own place of every head", () => {
  const values = metricOfHeads(metrics, grid, "previous");
  expect([...values].map((v) => Number(v.toFixed(2)))).toEqual([0.03, 0.23, 0.43, 0.63]);
  expect(metricsOf(metrics, grid, { layer: 1, head: 0 }).induction).toBeCloseTo(0.45, 12);
});

test("the head to open with is the one that reads most beyond first, previous and self", () => {
  const of = (first: number, previous: number, self: number) => [0, 0, first, previous, self, 0];
  const four = [...of(0.9, 0, 0), ...of(0.2, 0.2, 0.1), ...of(0, 0.9, 0), ...of(0.3, 0.3, 0.1)];
  expect(tellingHead(four, grid)).toEqual({ layer: 0, head: 1 });
  expect(tellingHead(four, grid, 1)).toEqual({ layer: 1, head: 1 });
});

test("thumbnails have no cells above the diagonal, and key 0 only when it is shown", () => {
  const pooled = [0, 0, 0.25, 0.5];
  const first = [1, 0.75];
  expect([...thumbnails(pooled, first, 2, true)]).toEqual([0, Number.NaN, 0.25, 0.5]);
  expect([...thumbnails(pooled, first, 2, false)]).toEqual([1, Number.NaN, 0.75, 0.5]);
});

test("a weight within the first column survives where it is larger than that of key 0", () => {
  expect([...thumbnails([0, 0, 0.5, 0], [1, 0.25], 2, false)][2]).toBe(0.5);
});

test("hiding the first token empties its column and nothing else", () => {
  const map = [1, 0, 0.25, 0.75];
  expect([...matrixValues(map, 2, true)]).toEqual([Number.NaN, Number.NaN, Number.NaN, 0.75]);
  expect([...matrixValues(map, 2, false)]).toEqual([1, Number.NaN, 0.25, 0.75]);
});

test("points carry their layer and head in order", () => {
  const points = headPoints(metrics, grid, "first", "entropy");
  expect(points.map(({ row, column }) => [row, column])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1]]);
  expect(points[3]?.x).toBeCloseTo(0.62, 6);
  expect(points[3]?.y).toBeCloseTo(0.6, 6);
});

test("the table of heads names every metric and leaves out what was not measured", () => {
  const table = headTable([Number.NaN, ...metrics.slice(1)], grid);
  expect(table.columns.map((column) => column.label)).toEqual(["layer", "head", ...metricNames]);
  expect(table.rows).toHaveLength(4);
  expect(table.rows[0]?.[2]).toBeNull();
});

test("the table of a matrix has the lower triangle only, the first token included", () => {
  const table = matrixTable([1, 0, 0.25, 0.75], ["a", "b"]);
  expect(table.rows).toEqual([
    [0, "a", 0, "a", 1],
    [1, "b", 0, "a", 0.25],
    [1, "b", 1, "b", 0.75],
  ]);
});

test("a table of a long text leaves out what is negligible, and says so", () => {
  const table = matrixTable([1, 0, 0.0005, 0.9995], ["a", "b"], 0.001);
  expect(table.rows.map((row) => row[4])).toEqual([1, 0.9995]);
  expect(table.columns[4]?.label).toBe("weight (from 0.001)");
});
