import { expect, test } from "vitest";
import { nearest } from "./scatter";

test("the nearest point within reach is found", () => {
  expect(nearest([[0, 0], [10, 0], [11, 1]], 9, 0, 5)).toBe(1);
});

test("far from every point there is none", () => {
  expect(nearest([[0, 0]], 30, 0, 20)).toBe(-1);
});

test("a point that was not measured is never found", () => {
  expect(nearest([[Number.NaN, 0], [3, 0]], 0, 0, 20)).toBe(1);
});
