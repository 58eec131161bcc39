import { expect, test } from "vitest";
import { cutLabel, heatMapFrame, type HeatMapShape } from "./heat-map-layout";

const shape: HeatMapShape = { width: 400, rows: 12, columns: 12, rowCharacters: 8, columnCharacters: 8, slanted: true, square: true, maxHeight: 500 };

test("the plot and its labels fit the width", () => {
  for (const width of [200, 330, 800]) {
    for (const tokens of [1, 12, 96, 1024]) {
      const frame = heatMapFrame({ ...shape, width, rows: tokens, columns: tokens });
      expect(frame.left + frame.plotWidth).toBeLessThanOrEqual(width);
    }
  }
});

test("maps of tokens against tokens have square cells and stay within the height", () => {
  const frame = heatMapFrame({ ...shape, width: 2000 });
  expect(frame.cellWidth).toBe(frame.cellHeight);
  expect(frame.plotHeight).toBeLessThanOrEqual(500);
});

test("cells stop growing where they would look like tiles", () => {
  const frame = heatMapFrame({ ...shape, width: 2000, rows: 2, columns: 2 });
  expect(frame.cellWidth).toBeLessThan(40);
});

test("cells are parted by a gap only where they are large enough to see it", () => {
  expect(heatMapFrame(shape).gap).toBe(1);
  expect(heatMapFrame({ ...shape, rows: 300, columns: 300 }).gap).toBe(0);
});

test("long labels are cut at a whole character", () => {
  expect(cutLabel("short")).toBe("short");
  expect([...cutLabel("👩🏽‍🚀".repeat(9))].length).toBeLessThanOrEqual(11);
  expect(cutLabel("internationalisation")).toBe("internatio…");
});
