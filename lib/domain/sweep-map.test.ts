import { expect, it } from "vitest";
import { placeKey, placeOf, sweptColumns, sweptLayers } from "./sweep-map";

const shape = { layers: 4, heads: 6, experts: 8, leadingDenseLayers: 1 };

it("experts are swept behind the dense layers, in no layer of a model without experts, and heads in every one", () => {
  expect(sweptLayers("expert-off", shape)).toEqual([1, 2, 3]);
  expect(sweptLayers("expert-off", { ...shape, experts: 0 })).toEqual([]);
  expect(sweptLayers("head-off", shape)).toEqual([0, 1, 2, 3]);
});

it("the columns of a map are experts, heads, or the positions read", () => {
  expect([sweptColumns("expert-reroute", shape, 4), sweptColumns("head-mean", shape, 4), sweptColumns("patch-ffn", shape, 4)]).toEqual([8, 6, 5]);
});

it("a place is read back from its key, and nothing else is one", () => {
  expect(placeOf(placeKey({ layer: 3, column: 5 }))).toEqual({ layer: 3, column: 5 });
  expect([placeOf(undefined), placeOf("3"), placeOf("3.x")]).toEqual([null, null, null]);
});
