import { expect, test } from "vitest";
import { gateBoxes } from "./gate-bars";

test("segments lie end to end and the heaviest row fills the width", () => {
  const rows = [
    { label: "1", segments: [{ name: "a", weight: 0.75 }, { name: "b", weight: 0.25 }] },
    { label: "2", segments: [{ name: "c", weight: 0.5 }] },
  ];
  const [first, second] = gateBoxes(rows, 200, 24, 18);
  expect(first?.map((box) => [box.x, box.width])).toEqual([[0, 150], [150, 50]]);
  expect(second?.map((box) => [box.x, box.width, box.y])).toEqual([[0, 100, 27]]);
});

test("rows without gates have no boxes", () => {
  expect(gateBoxes([{ label: "0", segments: [], note: "dense" }], 200, 24, 18)).toEqual([[]]);
});
