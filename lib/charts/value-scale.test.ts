import { expect, test } from "vitest";
import { contrast } from "./colour";
import { largest, roundUp, valueScale, visibleScale } from "./value-scale";

test("a linear scale puts the middle value in the middle", () => {
  const scale = valueScale("linear", [0, 0.4], "light");
  expect(scale.position(0.2)).toBeCloseTo(0.5, 12);
  expect(scale.valueAt(0.5)).toBeCloseTo(0.2, 12);
});

test("a root scale gives small values more of the colours, and its middle is a quarter", () => {
  const scale = valueScale("root", [0, 1], "light");
  expect(scale.valueAt(0.5)).toBe(0.25);
  expect(scale.position(0.25)).toBe(0.5);
});

test("a signed scale is symmetric about zero whatever the data", () => {
  const scale = valueScale("signed", [-0.1, 0.8], "dark");
  expect(scale.domain).toEqual([-0.8, 0.8]);
  expect(scale.position(0)).toBe(0.5);
  expect(scale.colour(0.4)).not.toBe(scale.colour(-0.4));
});

test("a signed root scale gives small values more of the colours on both sides, and finds its values again", () => {
  const scale = valueScale("signed-root", [-16, 4], "light");
  expect([-16, -4, 0, 4, 16].map(scale.position)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect([0, 0.25, 0.5, 0.75, 1].map(scale.valueAt)).toEqual([-16, -4, 0, 4, 16]);
});

test("values outside the domain take the colour of the nearest end", () => {
  const scale = valueScale("linear", [1, 2], "light");
  expect(scale.colour(0)).toBe(scale.colour(1));
  expect(scale.colour(7)).toBe(scale.colour(2));
});

test("a domain without width has a colour for its only value", () => {
  expect(valueScale("linear", [3, 3], "light").position(3)).toBe(0);
  expect(valueScale("signed", [0, 0], "light").position(0)).toBe(0.5);
});

test("round ends are never below the value", () => {
  expect(roundUp(0.37)).toBe(0.4);
  expect(roundUp(1)).toBe(1);
  expect(roundUp(0.1)).toBe(0.1);
  expect(roundUp(23)).toBe(25);
  expect(roundUp(0)).toBe(1);
});

test("what was not measured does not count towards the largest value", () => {
  expect(largest([Number.NaN, 0.2, 0.1])).toBe(0.2);
});

test("marks on the page's background can be told from it over the whole scale", () => {
  for (const [theme, paper] of [["light", "#ffffff"], ["dark", "#1d1c1a"]] as const) {
    const scale = visibleScale(valueScale("linear", [0, 1], theme));
    expect(contrast(scale.colour(0), paper)).toBeGreaterThan(1.5);
    expect(scale.colour(1)).toBe(valueScale("linear", [0, 1], theme).colour(1));
  }
});
