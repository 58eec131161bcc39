import { expect, test } from "vitest";
import { cellAt, moveCell, sparseTicks, type Cell } from "./cells";

const causal = { rows: 5, columns: 5, exists: ({ row, column }: Cell) => column <= row };
const whole = { scale: 1, x: 0, y: 0 };

test("arrow keys move by one cell and stop at the edge", () => {
  expect(moveCell({ row: 2, column: 1 }, "ArrowRight", causal)).toEqual({ row: 2, column: 2 });
  expect(moveCell({ row: 4, column: 0 }, "ArrowDown", causal)).toEqual({ row: 4, column: 0 });
});

test("keys never lead above the diagonal of a causal map", () => {
  expect(moveCell({ row: 2, column: 2 }, "ArrowRight", causal)).toEqual({ row: 2, column: 2 });
  expect(moveCell({ row: 2, column: 2 }, "ArrowUp", causal)).toEqual({ row: 1, column: 1 });
  expect(moveCell({ row: 2, column: 0 }, "End", causal)).toEqual({ row: 2, column: 2 });
});

test("a key that is not one of movement leads nowhere", () => {
  expect(moveCell({ row: 0, column: 0 }, "a", causal)).toBeNull();
});

test("the cell under the pointer follows zoom and pan", () => {
  const grid = { rows: 10, columns: 10 };
  expect(cellAt(25, 5, 10, 10, whole, grid)).toEqual({ row: 0, column: 2 });
  expect(cellAt(25, 5, 10, 10, { scale: 2, x: -40, y: -20 }, grid)).toEqual({ row: 1, column: 3 });
});

test("there is no cell outside the grid or above a causal diagonal", () => {
  expect(cellAt(-1, 5, 10, 10, whole, causal)).toBeNull();
  expect(cellAt(5, 51, 10, 10, whole, causal)).toBeNull();
  expect(cellAt(35, 5, 10, 10, whole, causal)).toBeNull();
});

test("labels are thinned to a round step where they would touch", () => {
  expect(sparseTicks(6, 20, 12, 0, 120)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(sparseTicks(30, 4, 12, 0, 120)).toEqual([0, 5, 10, 15, 20, 25]);
});

test("only labels in sight are drawn when zoomed in", () => {
  expect(sparseTicks(100, 20, 12, -1000, 100)).toEqual([50, 51, 52, 53, 54]);
});
