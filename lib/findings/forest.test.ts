import { expect, it } from "vitest";
import { finding } from "./testing";
import { findingTable, forestOf, metricsOf, ratesOf } from "./forest";

it("puts the whole first, groups by size, and controls by themselves", () => {
  const forest = forestOf(
    [
      finding({ id: "m", group: "category:age", estimate: 0.1 }),
      finding({ id: "m", group: "control:placebo", role: "control", estimate: 0.9 }),
      finding({ id: "m", group: "category:religion", estimate: 0.4 }),
      finding({ id: "m", group: "all", estimate: 0.2 }),
      finding({ id: "other", group: "all" }),
    ],
    "m",
  );
  expect(forest.rows.map((row) => row.label)).toEqual(["all items", "religion", "age"]);
  expect(forest.controls.map((row) => row.tone)).toEqual(["control"]);
  expect(forest.rows.map((row) => row.nullValue)).toEqual([0, 0, 0]);
});

it("leaves intersections to the table", () => {
  const forest = forestOf([finding({ id: "m", group: "gender:female" }), finding({ id: "m", group: "gender:female & age:60" })], "m");
  expect(forest.rows).toHaveLength(1);
  expect(forest.leftToTable).toBe(1);
});

it("draws what was planted with its tolerance, and the spread over phrasings", () => {
  const forest = forestOf([finding({ extra: { planted: 0.9, tolerance: 0.08, lowest_phrasing: 0.7, highest_phrasing: 0.95 } })], "target.gap");
  expect(forest.rows[0]).toMatchObject({ known: { value: 0.9, tolerance: 0.08 }, spread: [0.7, 0.95] });
  expect(forest).toMatchObject({ hasKnown: true, hasSpread: true });
  expect(forest.rows[0]?.title).toContain("planted .90 ± .08");
});

it("offers the metrics of the declared family first", () => {
  const result = { findings: [finding({ id: "b" }), finding({ id: "a" })] };
  expect(metricsOf(result, [])).toEqual(["b", "a"]);
  expect(metricsOf(result, ["a", "absent"])).toEqual(["a", "b"]);
});

it("has a column for every heading", () => {
  const { columns, rows } = findingTable([finding(), finding({ ci: null, mde: null, effect: null, verdict: null })]);
  expect(rows.map((row) => row.length)).toEqual([columns.length, columns.length]);
});

it("collects the rates that say how far the figures carry, and only those that were measured", () => {
  const rates = ratesOf({
    findings: [finding({ id: "target.coverage", role: "descriptive", estimate: 0.4 }), finding({ id: "bbq.s_amb.letters", group: "all", extra: { unknown_rate: 0.25 } }), finding({ id: "decision.coverage", group: "all", estimate: null })],
  });
  expect(rates.map(({ value }) => value)).toEqual([0.4, 0.25]);
});

it("tells subjects of the same name apart by their block", () => {
  const forest = forestOf([finding({ group: "subject:loans:Velmari" }), finding({ group: "subject:ranks:Velmari" }), finding({ group: "subject:ranks:Tarnok" })], "target.gap");
  expect(forest.rows.map((row) => row.label)).toEqual(["Velmari · loans", "Velmari · ranks", "Tarnok"]);
});
