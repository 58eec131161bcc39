import { expect, test } from "vitest";
import { expertStatistics } from "@/lib/math/routing";
import { gateRows, gateTable, loadMap, loadTable, routedLayerFor, routedLayers, slotsOf, spanOf, type RoutedLayer } from "./build";

const layer: RoutedLayer = {
  layer: 1,
  experts: Int32Array.from([3, 0, 1, 3, -1, -1]),
  weights: Float64Array.from([0.25, 0.75, 0.5, 0.5, 0, 0]),
  used: 2,
  margins: [0.125, 0.0001, Number.NaN],
};

test("layers with a router are read off the names of the tensors, in order", () => {
  const tensors = ["router.experts.10", "router.weights.2", "router.experts.2", "attention.0"].map((name) => ({ name, dtype: "I32", shape: [1] }));
  expect(routedLayers(tensors)).toEqual([2, 10]);
});

test("a lock on a dense layer means the next one with a router", () => {
  expect(routedLayerFor(0, [1, 2, 3])).toBe(1);
  expect(routedLayerFor(2, [1, 2, 3])).toBe(2);
  expect(routedLayerFor(9, [1, 2, 3])).toBe(3);
  expect(routedLayerFor(undefined, [1, 2, 3])).toBe(3);
});

test("the experts of a token come heaviest first", () => {
  expect(slotsOf(layer, 0)).toEqual([{ expert: 0, weight: 0.75 }, { expert: 3, weight: 0.25 }]);
});

test("experts of equal weight come in the order of their numbers", () => {
  expect(slotsOf(layer, 1).map(({ expert }) => expert)).toEqual([1, 3]);
});

test("dense layers say so, and a token that was not routed does too", () => {
  const [dense, routed] = gateRows({ layers: 2 }, [layer], 0);
  expect(dense).toMatchObject({ label: "0", segments: [] });
  expect(dense?.note).toContain("dense");
  expect(routed?.segments.map(({ name }) => name)).toEqual(["0", "3"]);
  expect(routed?.figure).toBe(".125");
  expect(gateRows({ layers: 2 }, [layer], 2)[1]?.note).toContain("not routed");
});

test("a margin too small to write is not written as zero", () => {
  expect(gateRows({ layers: 2 }, [layer], 1)[1]?.figure).toBe("<.001");
});

test("the map of load has one row a layer with a router", () => {
  const statistics = expertStatistics(layer, 4, 0, 2);
  expect([...loadMap([statistics], 4, "load")]).toEqual([1, 1, 0, 2]);
  expect([...loadMap([statistics], 4, "mass")]).toEqual([0.375, 0.25, 0, 0.375]);
});

test("prompt and completion part at the number of prompt tokens", () => {
  expect(spanOf("prompt", 3, 10)).toEqual([0, 3]);
  expect(spanOf("completion", 3, 10)).toEqual([3, 10]);
  expect(spanOf("all", 3, 10)).toEqual([0, 10]);
});

test("the tables carry the exact numbers", () => {
  expect(gateTable([layer], 0).rows).toEqual([[1, 1, 0, 0.75, 0.125], [1, 2, 3, 0.25, 0.125]]);
  const table = loadTable([layer], [expertStatistics(layer, 4, 0, 2)]);
  expect(table.rows).toHaveLength(4);
  expect(table.rows[3]).toEqual([1, 3, 2, 1, 2, 0.375, 0.375]);
});
