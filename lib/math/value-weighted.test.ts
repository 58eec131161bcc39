import { expect, test } from "vitest";
import { valueWeightedRow, valueWeightedShares } from "./value-weighted";

test("a head's weight counts as far as its value reaches", () => {
  // Two heads, two keys: the first looks at key 0, whose value is nothing to it; the second looks evenly.
  const layer = { attention: [1, 0, 0.5, 0.5], norms: [0, 9, 2, 6], tokens: 2 };
  expect([...valueWeightedShares(layer, 1)]).toEqual([1 / 4, 3 / 4]);
});

test("norms of tokens behind the row's own are passed over", () => {
  const layer = { attention: [0.5, 0.5], norms: [1, 3, 100], tokens: 3 };
  expect([...valueWeightedShares(layer, 1)]).toEqual([1 / 4, 3 / 4]);
});

test("layers count alike, however large their values are, and the row sums to 1", () => {
  const small = { attention: [1, 0], norms: [1, 1], tokens: 2 };
  const large = { attention: [0, 1], norms: [1000, 1000], tokens: 2 };
  expect([...valueWeightedRow([small, large], 1)]).toEqual([1 / 2, 1 / 2]);
});

test("no value at all gives no share to anybody", () => {
  expect([...valueWeightedShares({ attention: [0.5, 0.5], norms: [0, 0], tokens: 2 }, 1)]).toEqual([0, 0]);
});
