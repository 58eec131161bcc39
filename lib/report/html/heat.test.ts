import { expect, it } from "vitest";
import { finding } from "@/lib/findings/testing";
import { heatClass, heatMapsOf, heatRules } from "./heat";

const cell = (group: string, estimate: number | null, patch = {}) => finding({ group, estimate, nullValue: 0, ...patch });

it("lays the intersections of two attributes out as one table a pair, with a gap where nothing was measured", () => {
  const maps = heatMapsOf([cell("gender:female & age:20", 0.4), cell("gender:male & age:60", -0.2), cell("gender:female", 9), cell("a:1 & b:2 & c:3", 9), cell("gender:x & age:20", 9, { role: "control" })]);
  expect(maps).toHaveLength(1);
  expect(maps[0]).toMatchObject({ rowKind: "gender", columnKind: "age", rows: ["female", "male"], columns: ["20", "60"], farthest: 0.4 });
  expect(maps[0]?.cells.map((row) => row.map((one) => one?.estimate ?? null))).toEqual([[0.4, null], [null, -0.2]]);
});

it("colours by the distance from no effect, and leaves what is undefined uncoloured", () => {
  expect(heatClass(cell("g", 0.4), 0.4)).toBe("h10");
  expect(heatClass(cell("g", -0.2), 0.4)).toBe("h-5");
  expect(heatClass(cell("g", 0.5, { nullValue: 0.5 }), 0.4)).toBe("h0");
  expect(heatClass(cell("g", null), 0.4)).toBe("");
  expect(heatClass(null, 0.4)).toBe("");
});

it("has a rule for every class in either theme", () => {
  for (const theme of ["light", "dark"] as const) expect(heatRules(theme).match(/\{background:/g)).toHaveLength(21);
});
