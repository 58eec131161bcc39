import { expect, it } from "vitest";
import { forestLayout, ROW, type ForestRow } from "./forest-plot-layout";

const row = (key: string, patch: Partial<ForestRow> = {}): ForestRow => ({ key, label: key, estimate: 0.2, interval: [0.1, 0.3], spread: null, nullValue: 0, known: null, tone: "plain", valueText: "", title: "", ...patch });

it("gives every row its place in the order given, and controls theirs below a rule", () => {
  const { places, rule, bottom } = forestLayout([row("a"), row("b")], [row("placebo")], 800);
  expect(places.map((place) => place.row.key)).toEqual(["a", "b", "placebo"]);
  const [a, b, placebo] = places.map((place) => place.y);
  expect(b).toBe((a ?? 0) + ROW);
  expect(rule).toBeGreaterThan((b ?? 0) + ROW - 1);
  expect(placebo).toBeGreaterThan(rule ?? Infinity);
  expect(bottom).toBe((placebo ?? 0) + ROW);
});

it("has no rule without controls", () => {
  expect(forestLayout([row("a")], [], 800).rule).toBeNull();
});

it("keeps intervals, spreads, known values with their tolerance and the null value in sight", () => {
  const { x, plotWidth } = forestLayout([row("a", { spread: [-0.4, 0.35], nullValue: 0.5, known: { value: 0.9, tolerance: 0.08 } })], [], 800);
  for (const value of [0.1, 0.3, -0.4, 0.98, 0.5]) {
    expect(x(value)).toBeGreaterThanOrEqual(0);
    expect(x(value)).toBeLessThanOrEqual(plotWidth);
  }
});

it("draws rows without an estimate without breaking the scale", () => {
  const { x } = forestLayout([row("a", { estimate: null, interval: null, nullValue: null })], [], 400);
  expect(Number.isFinite(x(0.5))).toBe(true);
});

it("fits a phone: labels, plot and margins are never wider than the card", () => {
  const { labelWidth, valueWidth, plotWidth } = forestLayout([row("a rather long name of a group of people")], [], 320);
  expect(labelWidth + valueWidth + plotWidth).toBeLessThanOrEqual(320);
});

it("draws one line of no effect through rows that share it, and another where it lies elsewhere", () => {
  const { nullLines, places } = forestLayout([row("a"), row("b"), row("c", { nullValue: 0.55 })], [row("placebo", { nullValue: 0.55 })], 800);
  expect(nullLines.map(({ value }) => value)).toEqual([0, 0.55]);
  expect(nullLines[0]).toMatchObject({ from: places[0]?.y, to: places[2]?.y });
  expect(nullLines[1]?.to).toBe((places[3]?.y ?? 0) + ROW);
});

it("gives captions that do not fit beside one another a line each, and the height for it", () => {
  const captions = "no effect  pairs with the stereotypical text likelier, % →";
  const wide = forestLayout([row("a")], [], 800, captions);
  const narrow = forestLayout([row("a")], [], 320, captions);
  expect([wide.stacked, narrow.stacked]).toEqual([false, true]);
  expect(narrow.height).toBeGreaterThan(wide.height);
});
