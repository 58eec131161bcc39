import { rgb } from "d3-color";
import { expect, test } from "vitest";
import { colourCells } from "./pixel-image";
import { valueScale } from "./value-scale";

test("each cell takes the colour of its value and what was not measured stays transparent", () => {
  const scale = valueScale("linear", [0, 1], "light");
  const bytes = new Uint8Array(colourCells([0, 1, Number.NaN], { columns: 3, rows: 1 }, scale).buffer);
  const low = rgb(scale.colour(0));
  const high = rgb(scale.colour(1));
  expect([...bytes]).toEqual([low.r, low.g, low.b, 255, high.r, high.g, high.b, 255, 0, 0, 0, 0]);
});
