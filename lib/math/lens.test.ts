import { expect, test } from "vitest";
import { decisionLayer, unreliableLayers } from "./lens";

const ranks = (...list: number[]) => list.map((targetRank, layer) => ({ layer, targetRank }));

test("the decision is made where the target begins to lead for good, not where it leads for the first time", () => {
  expect(decisionLayer(ranks(9, 1, 4, 1, 1))).toBe(3);
  expect(decisionLayer(ranks(1, 1, 1))).toBe(0);
});

test("a target that does not lead at the end was not decided for", () => {
  expect(decisionLayer(ranks(1, 1, 2))).toBeNull();
  expect(decisionLayer([])).toBeNull();
});

test("layers are unreliable until one leads with a token that the last layer keeps", () => {
  const layers = [[7, 8], [9, 1], [2, 7], [1, 2, 3]].map((ids, layer) => ({ layer, ids }));
  expect(unreliableLayers(layers)).toEqual([0, 1]);
  expect(unreliableLayers([{ layer: 0, ids: [1] }])).toEqual([]);
  expect(unreliableLayers([])).toEqual([]);
});
